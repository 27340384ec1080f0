"""One whole reading beside newmm's tokenising and a scikit-learn pipeline, in turn on one thread."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

from threadpoolctl import threadpool_limits

from benchmarks.figures import publish, spread
from benchmarks.reader.fresh import NEWMM, READER, start_and_memory
from benchmarks.reader.rivals import Work, pipeline, tokenising
from intake.reading import Reading
from intents.examples import CHAT, load_corpus, of_split
from intents.installed import shipped_folder
from intents.model import MODEL_FILE
from intents.reader import Reader, load_reader
from tests.intents.odd import ODD

CORPUS = Path(__file__).parents[2] / "intents" / "corpus"
MESSAGES, ROUNDS = 400, 5
THREADS = (1, 2, 4, 8)
TO_NEWMM, TO_PIPELINE, SECONDS, MEGABYTES, MODEL_MEGABYTES, ODD_MS = 6, 1 / 8, 1, 120, 8, 5


def side_by_side(works: Mapping[str, Work], texts: Sequence[str]) -> dict[str, list[float]]:
    """Seconds of the processor for each text: the best of some rounds, in which the works take turns.

    Not of the clock: what else the machine does is nobody's merit.
    """
    best = {name: [float("inf")] * len(texts) for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            for number, text in enumerate(texts):
                began = time.thread_time()
                work(text)
                best[name][number] = min(best[name][number], time.thread_time() - began)
    return best


def by_threads(reader: Reader, texts: Sequence[str]) -> dict[str, int]:
    """Readings a second by so many threads at once; every answer has to be what one thread gives."""

    def read_all(_: int) -> list[Reading]:
        return [reader.read(text) for text in texts]

    alone = read_all(0)
    rates = {}
    for count in THREADS:
        with ThreadPoolExecutor(count) as threads:
            began = time.perf_counter()
            found = list(chain.from_iterable(threads.map(read_all, range(count))))
            rates[str(count)] = round(len(found) / (time.perf_counter() - began))
        if found != alone * count:
            raise SystemExit(f"{count} threads read something else than one")
    return rates


def slowest_odd(reader: Reader) -> float:
    """Milliseconds of the oddest input: the best of some tries, for each."""
    return 1000 * max(side_by_side({"read": reader.read}, ODD)["read"])


def measured() -> dict[str, Any]:
    """Everything, with the messages of the test part."""
    corpus = load_corpus(CORPUS)
    texts = [example.text for example in of_split(corpus, "test") if example.difficulty != CHAT]
    texts = texts[:: max(1, len(texts) // MESSAGES)][:MESSAGES]
    reader = load_reader()
    with threadpool_limits(1):
        works = {"reader": reader.read, "newmm": tokenising(), "pipeline": pipeline(of_split(corpus, "train"))}
        seconds = side_by_side(works, texts)
    medians = {name: median(each) for name, each in seconds.items()}
    return {
        "messages": len(texts),
        **{name: spread(each) | {"median_us": round(medians[name] * 1e6, 1)} for name, each in seconds.items()},
        "to_newmm": round(medians["reader"] / medians["newmm"], 2),
        "to_pipeline": round(medians["reader"] / medians["pipeline"], 3),
        "fresh_reader": start_and_memory(READER, texts),
        "fresh_newmm": start_and_memory(NEWMM, texts),
        "model_megabytes": round((shipped_folder() / MODEL_FILE).stat().st_size / 2**20, 2),
        "odd_ms": round(slowest_odd(reader), 2),
        "readings_a_second": by_threads(reader, texts),
    }


def main() -> None:
    """Measure and publish."""
    found = measured()
    starts = [found[name]["seconds_to_first_answer"] for name in ("fresh_reader", "fresh_newmm")]
    memory = [found[name]["megabytes"] for name in ("fresh_reader", "fresh_newmm")]
    rates = ", ".join(f"{count}: {rate}" for count, rate in found["readings_a_second"].items())
    medians = ", ".join(f"{name} {found[name]['median_us']:.0f} µs" for name in ("reader", "newmm", "pipeline"))
    publish(
        Path(__file__).parent,
        [
            f"one message of {found['messages']}, median: {medians}",
            f"a whole reading is {found['to_newmm']} × newmm's tokenising (limit {TO_NEWMM})",
            f"a whole reading is {found['to_pipeline']} × the pipeline's predict (limit {TO_PIPELINE})",
            f"start to first answer: {starts[0]} s (limit {SECONDS}); newmm alone {starts[1]} s",
            f"memory of the reader: {memory[0]} MB (limit {MEGABYTES}); newmm alone {memory[1]} MB",
            f"model file: {found['model_megabytes']} MB (limit {MODEL_MEGABYTES})",
            f"slowest odd input: {found['odd_ms']} ms (limit {ODD_MS})",
            f"readings a second by threads: {rates}",
        ],
        found,
    )


if __name__ == "__main__":
    main()
