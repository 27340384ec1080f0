"""Making all files of a model: one command, the same bytes from the same corpus. Needs the `train` extra."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intents.card import Facts, card
from intents.evaluation import Evaluation, by_author, evaluate
from intents.examples import CHAT, Example, load_corpus, of_split
from intents.installed import CARD_FILE
from intents.judgement import THRESHOLDS_FILE
from intents.model import MODEL_FILE, save_model
from intents.reader import Reader
from intents.second_look import (
    SECOND_LOOK,
    SECOND_LOOK_FILE,
    Encoder,
    SecondLook,
    encoder,
    installed,
    save_weighing,
)
from intents.second_training import teach
from intents.training import Trained, fit

log = logging.getLogger(__name__)


def train(corpus: Path, target: Path, corrections: Sequence[Example] = (), *, strangers: bool = False) -> Trained:
    """Learn from the corpus folder and staff's corrections, and write the model, its thresholds and its card.

    With the `second-look` extra the second look is taught, too; without it the new model has none.
    `strangers`: the card also tells how each writer is read by a model that never saw them; takes as many trainings.
    Raises CorpusError for a line that cannot be used, OSError when files cannot be read or written.
    """
    examples = load_corpus(corpus)
    unseen = of_split(examples, "test")
    trained = fit([*of_split(examples, "train", "tune"), *corrections], unseen)
    second = _second_look(trained, encoder(), target) if installed() else None
    save_model(trained.model, target / MODEL_FILE)
    judged = [Reader(trained.model, trained.thresholds).judge(example.text) for example in unseen]
    (target / THRESHOLDS_FILE).write_text(_as_json(trained, second, unseen), "utf-8")
    by_writer = by_author(unseen, judged)
    facts = Facts(examples, corrections, trained.figures, by_writer, _strangers(examples) if strangers else {})
    (target / CARD_FILE).write_text(card(facts), "utf-8")
    return trained


def _second_look(trained: Trained, encode: Encoder, target: Path) -> SecondLook:
    taught = teach(trained, encode)
    save_weighing(taught.weighing, taught.below, target / SECOND_LOOK_FILE)
    return SecondLook(encode, taught.weighing, taught.thresholds, taught.below)


def _strangers(examples: Sequence[Example]) -> dict[str, Evaluation]:
    """All messages of each writer, read by a model that learned from the others."""
    found = {}
    for writer in sorted({example.author for example in examples if example.difficulty != CHAT}):
        own = [example for example in examples if example.author == writer]
        found[writer] = fit([example for example in examples if example.author != writer], own).figures
        log.info("writer %s read by strangers: %.3f exact", writer, found[writer].exact)
    return found


def _as_json(trained: Trained, second: SecondLook | None, unseen: Sequence[Example]) -> str:
    stored: dict[str, Any] = {"thresholds": asdict(trained.thresholds), "figures": trained.figures.as_json()}
    if second:
        twice = Reader(trained.model, trained.thresholds, second)
        figures = evaluate(unseen, [twice.judge(example.text) for example in unseen])
        stored |= {SECOND_LOOK: asdict(second.thresholds), f"{SECOND_LOOK}_figures": figures.as_json()}
    return json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
