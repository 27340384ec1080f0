"""`rismep train` and `rismep evaluate`: learning from what staff put right, and how well messages are understood."""

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from intents.comparison import Change, Comparison, compare
from intents.corrections import lesson
from intents.evaluation import Evaluation
from intents.examples import CorpusError, Example, load_corpus, of_split
from intents.installed import NoFormer, bring_back, install, reader_in_use, room_for_new, shipped_folder
from intents.page import FIGURES, labels_in_words, page
from intents.reader import load_reader
from intents.report import evaluate_file, report_lines
from rismep.administration import session_of
from rismep.settings import model_folder
from rismep.terminal import fail, say, settings, terminal_language, write
from storage.corrections import all_corrections
from texts.catalogue import Catalogue
from texts.checks import clusters

# --- evaluating -----------------------------------------------------------------------------------------


def evaluate(asked: argparse.Namespace) -> int:
    """Tell how well the model in use reads the labelled messages of a file; as a page, too, if asked to."""
    file = Path(asked.file)
    try:
        figures = evaluate_file(file, reader_in_use(model_folder(os.environ), second_look=True))
        if asked.html:
            made = page(figures, file.name, Catalogue.shipped(), terminal_language(os.environ))
            Path(asked.html).write_text(made, "utf-8")
    except CorpusError as error:
        return fail("evaluate.line", why=error)
    except (OSError, UnicodeDecodeError) as error:
        return fail("evaluate.file", why=error)
    lines = [json.dumps(figures.as_json(), ensure_ascii=False)] if asked.json else report_lines(figures)
    return write(lines)


# --- training -------------------------------------------------------------------------------------------


def train(asked: argparse.Namespace) -> int:
    """Train anew, compare with the model in use, and install the new one unless it is worse beyond chance."""
    folder = model_folder(os.environ) or shipped_folder()
    try:
        return _back(folder) if asked.back else _train(asked, folder)
    except CorpusError as error:
        return fail("train.corpus", why=error)
    except OSError as error:
        return fail("train.folder", why=error)


def _back(folder: Path) -> int:
    try:
        bring_back(folder)
    except NoFormer:
        return fail("train.no_former", folder=folder)
    write([say("train.back")])
    return 0


def _train(asked: argparse.Namespace, folder: Path) -> int:
    if find_spec("sklearn") is None:
        return fail("train.extra")
    from intents import making

    corpus = Path(asked.corpus)
    unseen = of_split(load_corpus(corpus), "test")
    if not unseen:
        return fail("train.no_test", folder=corpus)
    corrections = [] if asked.corpus_only else _corrections()
    people = len({correction.person for correction in corrections})
    write([say("train.learning", corpus=corpus, corrections=len(corrections), people=people)])
    new = room_for_new(folder)
    making.train(corpus, new, corrections, strangers=asked.strangers)
    comparison = _compared(unseen, new)
    write(_told(comparison))
    if comparison.is_worse and not asked.force:
        return fail("train.refused", folder=new)
    install(folder)
    write([say("train.installed", folder=folder)])
    return 0


def _corrections() -> list[Example]:
    """What staff said last of each case."""
    found: dict[int | None, Example] = {}
    with session_of(settings()) as session:
        for row in all_corrections(session):
            learnt = lesson(row.id, row.person_id, row.masked_text, row.understood, row.meant)
            if learnt is not None:
                found[row.case_id] = learnt
    return list(found.values())


def _compared(unseen: Sequence[Example], new: Path) -> Comparison:
    readers = reader_in_use(model_folder(os.environ)), load_reader(new)
    former, latter = ([reader.judge(example.text) for example in unseen] for reader in readers)
    return compare(unseen, former, latter)


def _told(comparison: Comparison) -> Iterator[str]:
    """The change as it is printed: the figures, of the two that decide also how sure it is, then each label."""
    former, new = comparison.former, comparison.new
    deciding = {"exact": comparison.exact, "needs_macro_f1": comparison.needs_macro_f1}
    yield say_of("change.heading", messages=new.messages)
    heads = ("", *(say_of(f"change.{name}") for name in ("former", "new", "change", "between")))
    yield from _table([heads, *(_row(name, former, new, deciding.get(name)) for name in FIGURES)])
    yield say_of("change.by_label")
    yield from _table([heads[:4], *_label_rows(former, new)])


def say_of(key: str, **parameters: object) -> str:
    return Catalogue.shipped().say(f"evaluation.{key}", terminal_language(os.environ), **parameters)


def _row(name: str, former: Evaluation, new: Evaluation, change: Change | None) -> tuple[str, ...]:
    before, after = getattr(former, name), getattr(new, name)
    between = f"{change.low:+.3f} … {change.high:+.3f}" if change else ""
    return say_of(f"figure.{name}"), f"{before:.3f}", f"{after:.3f}", f"{after - before:+.3f}", between


def _label_rows(former: Evaluation, new: Evaluation) -> Iterator[tuple[str, ...]]:
    for label, row in new.labels.items():
        before, name = (
            former.labels[label].f1,
            labels_in_words(label, Catalogue.shipped(), terminal_language(os.environ)),
        )
        yield name, f"{before:.3f}", f"{row.f1:.3f}", f"{row.f1 - before:+.3f}"


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Names to the left, figures to the right."""
    widths = [max(clusters(row[column]) for row in rows) for column in range(len(rows[0]))]
    for name, *cells in rows:
        padded = [" " * (width - clusters(cell)) + cell for cell, width in zip(cells, widths[1:], strict=True)]
        yield ("  " + "  ".join([name + " " * (widths[0] - clusters(name)), *padded])).rstrip()
