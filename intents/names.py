"""Hiding the names of people: those that are known, those that are introduced, and those that nothing else could be.

The lists of given and family names are the files inside pythainlp's wheel. A listed name that is an everyday word
too ("แดง", "น้ำฝน") counts only after a form of address. Hiding too much costs a word; hiding too little, a name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from intents.patterns import lines_of
from intents.words import borders, corpus_words

_TOKEN = re.compile("[\u0e01-\u0e4e]+|[^\u0e01-\u0e4e]")
_MISS = re.compile(r"น\.?\s?ส\.\s?(?=[ก-ฮเ-ไ])")
_IN_ENGLISH = re.compile(r"(?i:\b(my name is|i am|i['’]m|mr\.?|mrs\.?|ms\.?|miss|khun)\s+)[A-Z]\w+(?: [A-Z]\w+)?")
_SURE_FROM, _LISTED_FROM, _MOST_WORDS, _LONGEST_RUN = 5, 3, 6, 3


def hide_names(text: str, hidden: str, known: Iterable[str] = ()) -> str:
    """The text with names replaced; `known` are those of the people whom it is about."""
    for name in sorted({part for each in known for part in each.split() if len(part) > 1}, key=len, reverse=True):
        text = re.sub(re.escape(name), hidden, text, flags=re.IGNORECASE)
    text = _IN_ENGLISH.sub(lambda found: f"{found[1]} {hidden}", _MISS.sub("นางสาว", text))
    tokens = _tokens(text)
    kept: list[str] = []
    place = 0
    while place < len(tokens):
        start, end = _name_from(tokens, place)
        if end:
            kept += [*tokens[place:start], hidden]
            place = _after_family_name(tokens, end)
        else:
            kept.append(tokens[place])
            place += 1
    return "".join(kept)


def _tokens(text: str) -> list[str]:
    """The words and whatever stands between them: together the text again."""
    found: list[str] = []
    for run in _TOKEN.findall(text):
        cuts = sorted(borders(run)) if run[0] >= "\u0e01" else [0, len(run)]
        found += [run[start:end] for start, end in pairwise(cuts)]
    return found


def _name_from(tokens: Sequence[str], place: int) -> tuple[int, int]:
    """Where a name starts and ends that stands here or is introduced here; an end of 0: none."""
    word, start = tokens[place], place + 1
    if word in _cues()["title"] or _is_introduction(tokens, place):
        while start < len(tokens) and (tokens[start] == " " or tokens[start] in _cues()["between"]):
            start += 1
        return start, _listed_to(tokens, start, given_names()) or _run_to(tokens, start)
    if word in _cues()["address"]:
        return start, _listed_to(tokens, start, given_names(), _LISTED_FROM)
    return place, _listed_to(tokens, place, unmistakable_names(), _SURE_FROM)


def _is_introduction(tokens: Sequence[str], place: int) -> bool:
    """Of a person: a brand and a shop have names, too."""
    speaks = place > 0 and tokens[place - 1] in _cues()["speaker"]
    return tokens[place] in _cues()["personal"] or (tokens[place] == "ชื่อ" and speaks)


def _listed_to(tokens: Sequence[str], start: int, names: frozenset[str], shortest: int = 2) -> int:
    """The end of the longest listed name that starts here; 0 when there is none."""
    for end in range(min(len(tokens), start + _MOST_WORDS), start, -1):
        name = "".join(tokens[start:end])
        if len(name) >= shortest and name in names:
            return end
    return 0


def _run_to(tokens: Sequence[str], start: int) -> int:
    """The end of the words up to a space or to what follows a name; 0 when there are none."""
    end = start
    while end < min(len(tokens), start + _LONGEST_RUN) and tokens[end][0].isalpha():
        if tokens[end] in _cues()["after"]:
            break
        end += 1
    return end if end > start else 0


def _after_family_name(tokens: Sequence[str], place: int) -> int:
    if tokens[place : place + 1] != [" "]:
        return place
    return _listed_to(tokens, place + 1, family_names()) or place


@cache
def _cues() -> Mapping[str, frozenset[str]]:
    by_role: dict[str, frozenset[str]] = {}
    for line in lines_of("name_cues.txt"):
        role, *words = line.split()
        by_role[role] = by_role.get(role, frozenset()).union(words)
    return by_role


@cache
def given_names() -> frozenset[str]:
    """Given names of both sexes."""
    listed = corpus_words("person_names_female_th.txt") | corpus_words("person_names_male_th.txt")
    return listed - _cues()["everyday"]


@cache
def family_names() -> frozenset[str]:
    return corpus_words("family_names_th.txt")


@cache
def unmistakable_names() -> frozenset[str]:
    """Given names that are no word of the dictionary."""
    return given_names() - corpus_words("words_th.txt")
