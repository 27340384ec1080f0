"""The dialog as cards: each question with its answers, as playing it shows, and what comes before any question."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from casework.chats import UNAGREED_KEPT
from intake import interrupts
from intake.reading import Command
from intake.steps import INTAKE_NAMES, STEPS, TELLING
from network import wording
from network.deadlines import Rules
from rismep.map import playing, silence
from rismep.map.cards import Card, Chip, Look, Panel, Picture
from rismep.map.case import time_brings
from rismep.map.playing import Deed, Move, State
from rismep.map.speaking import Speaker
from texts.checks import examples, fill_in

MANY_WORDS, MANY_BUTTONS = 6, 7
"""So many kinds of words that answer are any words; so many buttons are counted and not named."""

REST = "rest"
BUTTONS_OF_CARDS = ("offer", "decline_reason", "service", "provider")
"""Buttons that providers have, whatever is being asked."""


class Dialog:
    """The played dialog and the words to draw it with."""

    def __init__(self, speaker: Speaker, rules: Rules) -> None:
        self.say = speaker.say
        self.speaker = speaker
        self.rules = rules
        self.deeds = playing.deeds(speaker.texts)
        self.plain = playing.plainest(playing.played(speaker.texts, rules))

    def picture(self) -> Picture:
        steps = {card.name: card for card in self._steps()}
        panels = []
        for name, roots in (
            ("matter", (self._first(),)),
            ("clock", (self._clock(),)),
            ("always", (self._commands(), self._of_providers(), self._before())),
        ):
            reached = _reached(roots, steps)
            drawn = tuple(self._within(reached, card) for card in reached)
            panels.append(Panel(self.say(f"map.dialog.{name}_title"), self.say(f"map.dialog.{name}_text"), drawn))
            steps = {name: card for name, card in steps.items() if card not in reached}
        title, lead = self.say("map.dialog.title"), self.say("map.dialog.lead")
        return Picture(self.speaker.language, title, lead, tuple(panels))

    def _within(self, panel: Sequence[Card], card: Card) -> Card:
        """The card, with words where a way leads to a question that another panel has."""
        names = {each.name for each in panel}

        def chip(one: Chip) -> Chip:
            if one.target is None or one.target in names:
                return one
            return replace(one, target=None, goes=self.say(f"map.step.{one.target.removeprefix('step-')}"))

        return replace(card, chips=tuple(map(chip, card.chips)))

    # --- where a dialog begins ------------------------------------------------------------------------------

    def _first(self) -> Card:
        """A first message: what it leads to, or that it is answered at once."""
        moves = [playing.do(playing.NEW, deed) for deed in self._words()]
        return self._card(REST, Look.START, self.say("map.dialog.rest"), moves, playing.NEW)

    def _before(self) -> Card:
        rows = tuple(self.say(f"map.interrupt.{one.__name__}") for one in interrupts.IN_ORDER)
        numbered = tuple(f"{place}. {row}" for place, row in enumerate(rows, 1))
        return Card("before", self.say("map.dialog.before"), self.say("map.dialog.before_lead"), Look.STAFF, numbered)

    def _commands(self) -> Card:
        moves = [playing.do(playing.KNOWN, self.deeds[f"command_{command}"]) for command in Command]
        return self._list("commands", moves)

    def _of_providers(self) -> Card:
        named = [deed for deed in self.deeds.values() if deed.tap and deed.tap.step in BUTTONS_OF_CARDS]
        return self._list("providers", [playing.do(playing.KNOWN, deed, is_provider=True) for deed in named])

    def _list(self, name: str, moves: Iterable[Move]) -> Card:
        """Deeds one below the other with what they do; those that lead to a question, as chips."""
        rows, chips = [], []
        for move in moves:
            does = self._does(move)
            if move.target.step:
                chips.append(Chip(self._label(move.deed), does, f"step-{move.target.step}"))
            else:
                rows.append(f"{self._label(move.deed)} – {does}" if does else self._label(move.deed))
        title, text = self.say(f"map.dialog.{name}"), self.say(f"map.dialog.{name}_lead")
        return Card(name, title, text, Look.START, tuple(dict.fromkeys(rows)), tuple(chips))

    def _clock(self) -> Card:
        chips = [
            Chip(self.say(f"map.rule.{rule}"), "", f"step-{step}")
            for rule, step in playing.asked_by_time(self.rules).items()
        ]
        chips += [
            Chip(self.say(f"map.dialog.asked_{step}"), "", f"step-{step}")
            for step in playing.asked_on_cards(self.deeds, self.rules)
        ]
        merged = [
            Chip(" · ".join(chip.words for chip in same), "", target)
            for target, same in groupby(chips, key=lambda chip: chip.target)
        ]
        title, text = self.say("map.dialog.clock"), self.say("map.dialog.clock_lead")
        return Card("clock", title, text, Look.START, chips=tuple(merged))

    # --- questions ------------------------------------------------------------------------------------------

    def _steps(self) -> Iterator[Card]:
        for step in sorted(filter(None, self.plain), key=list(STEPS).index):
            state = playing.fresh(self.plain[step])
            look = Look.WORKS if step in INTAKE_NAMES else Look.WAITS
            yield self._card(f"step-{step}", look, self._question(step), self._answers(state), state)

    def _question(self, step: str) -> str:
        key = "notice.title" if step == "consent" else f"ask.{step}"
        texts, language = self.speaker.texts, self.speaker.language
        return fill_in(texts.shown(key, language), examples(texts, language)).split("\n")[0]

    def _words(self) -> list[Deed]:
        """What may be written: words that always work come before any question, as does what is no text."""
        return [deed for deed in self.deeds.values() if deed.is_words]

    def _answers(self, state: State) -> list[Move]:
        """What answers the question, and not what begins a new matter or is asked again."""
        own = [deed for deed in self.deeds.values() if deed.tap and deed.tap.step == state.step]
        found = [playing.do(state, deed) for deed in own]
        for deed in self._words():
            move, elsewhere = playing.do(state, deed), playing.do(playing.KNOWN, deed)
            if state.step in INTAKE_NAMES or not move.comes_to_the_same_as(elsewhere):
                found.append(move)
        return [move for move in found if move.target.step != state.step or move.effects]

    def _card(self, name: str, look: Look, text: str, moves: Iterable[Move], state: State) -> Card:
        title = self.say(f"map.step.{state.step or REST}")
        return Card(name, title, text, look, tuple(self._time(state)), tuple(self._chips(moves, state)))

    def _time(self, state: State) -> Iterator[str]:
        if state.step == "consent":
            after = wording.in_words(wording.wait(UNAGREED_KEPT), self.speaker.language, self.speaker.texts)
            yield f"{after}: {self.say('map.dialog.forgotten')}"
        elif state.step in TELLING:
            yield from time_brings(self.speaker, silence.HALF_TOLD, self.rules)

    def _chips(self, moves: Iterable[Move], state: State) -> Iterator[Chip]:
        """One chip for all deeds that come to the same."""
        same: dict[tuple[str | None, tuple[str, ...]], list[Move]] = {}
        for move in moves:
            same.setdefault((move.target.step, move.effects), []).append(move)
        for (step, _), alike in same.items():
            words, does = self._alike([move.deed for move in alike], state), self._does(alike[0])
            if state.step is None and step is None:
                yield Chip(words, does, None, self.say("map.dialog.answered"))
            elif step is None or step == state.step:
                yield Chip(words, does, None, self.say("map.dialog.over" if step is None else "map.dialog.again"))
            else:
                yield Chip(words, does, f"step-{step}")

    def _alike(self, deeds: list[Deed], state: State) -> str:
        """The words that the question asks for and its buttons, else all words that come to the same."""
        asked = [deed for deed in deeds if deed.name == ASKS_FOR.get(state.step, state.step)]
        buttons = [deed for deed in deeds if deed.tap]
        words = [self._label(deed) for deed in asked]
        if not asked and len(deeds) - len(buttons) >= MANY_WORDS:
            words.append(self.say("map.says.anything" if state.step else "map.says.anything_else"))
        if len(buttons) >= MANY_BUTTONS:
            words.append(self.say("map.says.one_of", count=len(buttons)))
        else:
            words += [self._label(deed) for deed in buttons]
        return " · ".join(dict.fromkeys(words or [self._label(deed) for deed in deeds]))

    def _label(self, deed: Deed) -> str:
        labelled = deed.tap is not None and self.speaker.texts.has(f"choice.{deed.name}", self.speaker.language)
        return self.say(f"choice.{deed.name}" if labelled else f"map.says.{deed.name}")

    def _does(self, move: Move) -> str:
        """The effects in words."""
        names = (re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in move.effects)
        return ", ".join(dict.fromkeys(self.say(f"map.effect.{name}") for name in names))


ASKS_FOR = {None: "matter", "need": "matter", "pause_until": "day", "capacity": "number"}
"""The words that a question is about, where they are not called as the question; a chat begins with a matter."""


def _reached(roots: Sequence[Card], steps: Mapping[str, Card]) -> tuple[Card, ...]:
    """These cards and all to which they lead."""
    found = {card.name: card for card in roots}
    waiting = list(roots)
    while waiting:
        for target in filter(None, (chip.target for chip in waiting.pop(0).chips)):
            if target in steps and target not in found:
                found[target] = steps[target]
                waiting.append(steps[target])
    return tuple(found.values())


def dialog_picture(speaker: Speaker, rules: Rules) -> Picture:
    return Dialog(speaker, rules).picture()
