"""Families of classifiers side by side: each learns from some writers and reads the others' messages.

`python -m benchmarks.families` prints the table of the README. The part for testing is not touched.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from intents.calibration import set_probabilities
from intents.evaluation import Evaluation, evaluate
from intents.examples import CHAT, Example, load_corpus, of_split
from intents.judgement import judge
from intents.model import legible
from intents.second_look import encoder, installed
from intents.training import calibration_of, hidden_layer, weights_of
from intents.tuning import find_thresholds
from intents.vocabulary import Features, features_of, vocabulary_of
from network.needs import LABELS

Array = np.ndarray[Any, Any]
# Learns from rows with labels and weights, and gives the label scores of other rows.
Family = Callable[[Any, Array, Array, Any], Array]

CORPUS = Path(__file__).parents[2] / "intents" / "corpus"
FOLDS = 6
CUES = {
    "branding": ("โลโก้", "แบรนด์", "ตั้งชื่อ"),
    "ip": ("เครื่องหมายการค้า", "สิทธิบัตร", "ลอก", "ก๊อป"),
    "online_marketing": ("เพจ", "ไลฟ์", "ชอปปี้", "shopee", "tiktok", "ออนไลน์"),
    "fda_gmp": ("อย.", "gmp", "ฮาลาล", "มผช"),
    "organic": ("อินทรีย์", "ออร์แกนิก", "ออแกนิก"),
    "product_development": ("สูตรใหม่", "แปรรูป", "วิจัย", "สินค้าใหม่"),
    "shelf_life": ("ขึ้นรา", "หืน", "บูด", "เก็บได้นาน"),
    "packaging": ("กล่อง", "ฉลาก", "ขวด", "ซอง", "บรรจุภัณฑ์"),
    "production": ("เครื่อง", "ต้นทุน", "ผลิตไม่ทัน", "ของเสีย"),
    "credit": ("กู้", "สินเชื่อ", "ดอกเบี้ย", "เงินทุน"),
    "credit_guarantee": ("ค้ำ", "บสย", "หลักทรัพย์"),
}


def main() -> None:
    """Print one line for each family, as each is done."""
    examples = of_split(load_corpus(CORPUS), "train", "tune")
    folds = _folds_of_writers(examples)
    messages = [features_of(example.text) for example in examples]
    named = np.array([[label in example.labels for label in LABELS] for example in examples])
    weights = weights_of(examples)
    found: dict[str, Array] = {}

    def run(name: str, rows_of: Callable[[list[int]], Any], family: Family) -> None:
        started, scores = time.perf_counter(), np.zeros(named.shape)
        for fold in range(FOLDS):
            known, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            rows = rows_of(known.tolist())
            scores[unseen] = family(rows[known], named[known], weights[known], rows[unseen])
        found[name] = scores
        _print(name, _figures(examples, scores), time.perf_counter() - started)

    words, both = _rows(messages, letters=False), _rows(messages, letters=True)
    run("naive Bayes, words and letters", both, _one_vs_rest(lambda: BernoulliNB(alpha=0.1), binary=True))
    run("SVM, words and letters", both, _one_vs_rest(lambda: LinearSVC(C=1.0, random_state=0)))
    run("logistic regression, words", words, _one_vs_rest(_logistic))
    run("logistic regression, words and letters", both, _one_vs_rest(_logistic))
    cues = sparse.csr_matrix(_cues(examples))
    run("the same with cue phrases as features", _beside(both, cues), _one_vs_rest(_logistic))
    run("own sub-word vectors, logistic regression", _vectors(messages), _one_vs_rest(_dense_logistic))
    run("small neural network, words", words, _network)
    _print_sum(
        examples,
        found,
        "regression and network together",
        {
            "logistic regression, words and letters": 1.0,
            "small neural network, words": 5.0,
        },
    )
    _print_sum(
        examples,
        found,
        "SVM and network together: the fast model",
        {"SVM, words and letters": 1.0, "small neural network, words": 1.0},
    )
    if installed():
        encode = encoder()
        vectors = np.array([encode(legible(example.text)) for example in examples])
        run(
            "sentence encoder, logistic regression",
            lambda _: (vectors - vectors.mean(axis=0)) * 5,
            _one_vs_rest(_dense_logistic),
        )
        _print_sum(
            examples,
            found,
            "all three together",
            {
                "SVM, words and letters": 1.0,
                "small neural network, words": 1.0,
                "sentence encoder, logistic regression": 0.1,
            },
        )


def _folds_of_writers(examples: Sequence[Example]) -> Array:
    """Whole writers in each fold, the chat lines spread over all."""
    writers = sorted({example.author for example in examples if example.difficulty != CHAT})
    place = {writer: number % FOLDS for number, writer in enumerate(writers)}
    return np.array(
        [
            number % FOLDS if example.difficulty == CHAT else place[example.author]
            for number, example in enumerate(examples)
        ]
    )


def _rows(messages: Sequence[Features], *, letters: bool) -> Callable[[list[int]], Any]:
    def rows(known: list[int]) -> Any:
        parts = vocabulary_of([messages[number] for number in known]).rows(messages)
        return sparse.hstack(parts if letters else parts[:1]).tocsr()

    return rows


def _beside(rows_of: Callable[[list[int]], Any], more: Any) -> Callable[[list[int]], Any]:
    return lambda known: sparse.hstack([rows_of(known), more]).tocsr()


def _cues(examples: Sequence[Example]) -> Array:
    said = [example.text.lower() for example in examples]
    return np.array([[any(cue in text for cue in cues) for cues in CUES.values()] for text in said], dtype=float)


def _vectors(messages: Sequence[Features]) -> Callable[[list[int]], Any]:
    """Each message as the sum of 200 numbers that every word and run of letters got from which stand together."""

    def rows(known: list[int]) -> Any:
        sparse_rows = _rows(messages, letters=True)(known)
        return TruncatedSVD(200, random_state=0).fit(sparse_rows).transform(sparse_rows) * 5

    return rows


def _one_vs_rest(make: Callable[[], Any], *, binary: bool = False) -> Family:
    def family(rows: Any, named: Array, weights: Array, unseen: Any) -> Array:
        if binary:
            rows, unseen = rows > 0, unseen > 0
        return np.column_stack([_decision(make().fit(rows, column, weights), unseen) for column in named.T])

    return family


def _decision(fitted: Any, rows: Any) -> Array:
    """Log odds, or the distance from the border."""
    if hasattr(fitted, "decision_function"):
        return np.asarray(fitted.decision_function(rows))
    impossible, sure = fitted.predict_log_proba(rows).T
    return np.asarray((sure - impossible).clip(-30, 30) / 4)


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=30.0, solver="liblinear", random_state=0)


def _dense_logistic() -> LogisticRegression:
    return LogisticRegression(C=0.3, max_iter=200)


def _network(rows: Any, named: Array, weights: Array, unseen: Any) -> Array:
    hidden, start = hidden_layer(rows, named, weights)
    heard = np.maximum(unseen @ (hidden.table * hidden.scale) + hidden.start, 0)
    return np.asarray(heard @ hidden.out + start)


def _figures(examples: Sequence[Example], scores: Array) -> Evaluation:
    probabilities = set_probabilities(scores, calibration_of(examples, scores))
    thresholds = find_thresholds(examples, probabilities)
    return evaluate(examples, [judge(row, thresholds) for row in probabilities])


def _print_sum(examples: Sequence[Example], found: dict[str, Array], name: str, parts: dict[str, float]) -> None:
    scores = np.sum([found[part] * loudness for part, loudness in parts.items()], axis=0)
    _print(name, _figures(examples, scores), 0.0)


def _print(name: str, figures: Evaluation, seconds: float) -> None:
    shares = (
        figures.needs_macro_f1,
        figures.needs_micro_f1,
        figures.macro_f1,
        figures.exact,
        figures.both_found,
        figures.sure,
    )
    print(f"| {name} | {' | '.join(f'{share:.3f}' for share in shares)} | {seconds:.0f} s |", flush=True)


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
