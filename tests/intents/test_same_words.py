"""nlpo3, which is fast, cuts Thai as pythainlp's newmm does, which is known."""

from pathlib import Path

from pythainlp.tokenize.newmm import segment

from intents.words import borders

CHAT = Path(__file__).parents[2] / "intents" / "corpus" / "wisesight" / "chat.txt"
LINES = 1_500


def _thai(line: str) -> str:
    """The Thai letters alone: how symbols and Latin are glued to them is not the algorithm's business."""
    return "".join(letter for letter in line if "\u0e01" <= letter <= "\u0e4e")


def _newmm(run: str) -> frozenset[int]:
    found, place = {0}, 0
    for word in segment(run):
        place += len(word)
        found.add(place)
    return frozenset(found)


def test_real_chat_is_cut_at_the_same_places() -> None:
    runs = [
        run for line in CHAT.read_text("utf-8").splitlines()[:LINES] for word in line.split() if (run := _thai(word))
    ]
    assert len(runs) > LINES
    other = [run for run in runs if borders(run) != _newmm(run)]
    assert len(other) <= len(runs) / 1_000, other[:5]
