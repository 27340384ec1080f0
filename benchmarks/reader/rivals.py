"""What the reader is held against: a tokeniser's own work, and the pipeline that everyone would write."""

from collections.abc import Callable, Sequence

from pythainlp.tokenize import newmm, word_tokenize
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer

from intents.examples import Example

Work = Callable[[str], object]


def tokenising() -> Work:
    """pythainlp's newmm by itself, with its dictionary loaded."""
    newmm.segment("พร้อม")
    return newmm.segment


def pipeline(examples: Sequence[Example]) -> Work:
    """A plain pipeline of the same family as our model, trained on the same messages; it is asked one at a time."""
    features = FeatureUnion(
        [
            ("words", TfidfVectorizer(tokenizer=word_tokenize, token_pattern=None, ngram_range=(1, 2), min_df=2)),
            ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2)),
        ]
    )
    made: Pipeline = make_pipeline(features, OneVsRestClassifier(LogisticRegression(C=30, solver="liblinear")))
    labels = MultiLabelBinarizer().fit_transform([sorted(example.labels) for example in examples])
    made.fit([example.text for example in examples], labels)
    return lambda text: made.predict([text])
