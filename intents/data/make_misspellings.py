"""Makes misspellings.csv: each province one slip away from its name, as thumbs and ears make them.

`python -m intents.data.make_misspellings > intents/data/misspellings.csv`
"""

import csv
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from intents.normalise import normalise
from intents.words import words

HERE = Path(__file__).parent
SOUND_ALIKE = (
    "ศษส",
    "ณน",
    "ฬลร",
    "ธทฒฑ",
    "ฐถ",
    "ภพ",
    "ฎด",
    "ฏต",
    "ญย",
    "ใไ",
    "ิี",
    "ุู",
    "ึื",
    "ซช",
    "ฉช",
    "่้๊๋",
    "ะั",
    "มํ",
)
MARKS = "่้๊๋็์"
SILENT = "์"
SHORTEST = 6  # shorter names are one slip away from too many words


def slips(name: str) -> Iterator[str]:
    """Names with a letter of the same sound, without a mark, with two letters swapped, dropped or doubled."""
    for place, letter in enumerate(name):
        before, after = name[:place], name[place + 1 :]
        for alike in SOUND_ALIKE:
            if letter in alike:
                yield from (before + other + after for other in alike if other != letter)
        if letter in MARKS or 0 < place < len(name) - 1:
            yield before + after
        if letter == SILENT:
            yield before[:-1] + after
        if after and place:
            yield before + after[0] + letter + after[1:]
        if place:  # "จากกรุงเทพ" ends one word and begins another with the same letter
            yield before + letter + letter + after


def rows(file: str) -> list[dict[str, str]]:
    """Of a table beside this script."""
    with (HERE / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def provinces() -> Iterator[tuple[str, str]]:
    """(name, code): official names and the long nicknames."""
    with (HERE.parent.parent / "network/data/provinces.csv").open(encoding="utf-8") as lines:
        yield from ((row["name_th"], row["code"]) for row in csv.DictReader(lines))
    for row in rows("nicknames.csv"):
        said = row["said"]
        if row["kind"] == "short" and not said.startswith("เมือง") and not set(said) & set("ฯ. "):
            yield said, row["province"]


def taken() -> set[str]:
    """Words and places that mean something else."""
    spec = find_spec("pythainlp")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pythainlp is not installed: it ships the dictionary")
    dictionary = Path(spec.submodule_search_locations[0]) / "corpus" / "words_th.txt"
    found = set(dictionary.read_text("utf-8").split())
    for row in rows("districts.csv"):
        found.add(row["district"])
        found.update(each.split(":")[0] for each in row["subdistricts"].split())
    for file in ("nicknames.csv", "ambiguous.csv"):
        found.update(row["said"] for row in rows(file))
    found.update(name for name, _ in provinces())
    return found


def main() -> None:
    """Write the table to the standard output."""
    used, made = taken(), dict[str, set[str]]()
    for name, code in provinces():
        if len(name) < SHORTEST:
            continue
        for slip in slips(name):
            said = normalise(slip)
            if len(said) >= SHORTEST and said not in used:
                made.setdefault(said, set()).add(code)
    for said in [each for each in made if all(word in used and len(word) > 1 for word in words(each))]:
        del made[said]
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["said", "province"])
    table.writerows(sorted((said, *codes) for said, codes in made.items() if len(codes) == 1))


if __name__ == "__main__":
    main()
