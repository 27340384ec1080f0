"""A question that waits though the bot has spoken since: what an answer in words belongs to then.

Its buttons say what they are about; a plain yes does not, so that it decides nothing before the question is put anew.
"""

from dataclasses import replace
from functools import partial

from intake import changing, taps
from intake.conversation import Conversation, Situation
from intake.interrupts import ask_to_withdraw
from intake.reading import Reading, YesNo
from intake.steps import TAKES_YES, UNDOES
from intake.turn import Turn, ask_again
from intake.unclear import put_again


def answer_newer(situation: Situation, reading: Reading) -> Turn | None:
    """Words that plainly answer the question that came up meanwhile; None for all others."""
    waiting, newer = situation.conversation, situation.conversation.newer
    said = reading.told(newer.step or "") if newer is not None else None
    if newer is None or newer.answers.about is None or said is None:
        return None
    tell = taps.say_done if newer.step == "done" else partial(taps.say_contacted, said=reading)
    yes = said is YesNo.YES
    if waiting.step in UNDOES:
        return tell(replace(situation, conversation=_in_its_place(waiting, newer)), newer.answers.about, yes)
    # Who was not called yet says so again once they were.
    stays = newer.step == "anyone_called" and not yes
    left = replace(situation, conversation=waiting if stays else replace(waiting, newer=None))
    told = tell(left, newer.answers.about, yes)
    asks_how_it_was = newer.step == "done" and yes
    return told if waiting.step is None or asks_how_it_was else replace(told, ask=(*told.ask, *put_anew(left).ask))


def answer_either(situation: Situation, reading: Reading) -> Turn | None:
    """A yes or no that may be meant for what was said since; None where it is clear what words are about."""
    waiting, newer = situation.conversation, situation.conversation.newer
    tells = reading.phone or reading.province or reading.correction or (reading.sure and reading.needs)
    if not situation.overtaken or waiting.step not in TAKES_YES or reading.answer is None or tells:
        return None
    if newer is not None and waiting.step in UNDOES:
        return put_again(replace(situation, conversation=_in_its_place(waiting, newer)), reading)
    return put_anew(situation)


def _in_its_place(waiting: Conversation, newer: Conversation) -> Conversation:
    return replace(newer, before=waiting.before, later=waiting.later)


def put_anew(situation: Situation) -> Turn:
    """The question that waits, with all that it is about."""
    step, known = situation.conversation.step, situation.conversation.answers
    if step == "withdraw" and known.about is not None:
        return ask_to_withdraw(situation, known.about)
    if step == "change":
        return changing.put_anew(situation)
    return ask_again(situation, whole=True)
