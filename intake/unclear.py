"""What was not understood: the question in other words, then once more with a way out, then a person takes over."""

from dataclasses import replace

from intake.conversation import Situation
from intake.effects import HandToStaff
from intake.questions import PERSON, any_need, ask, remind, which_need
from intake.reading import Reading, YesNo
from intake.saying import Say
from intake.turn import Turn, ask_again
from network.needs import OtherKind

TRIES = 2
"""How often a question is put again before a person takes over."""


def put_again(situation: Situation, reading: Reading) -> Turn:
    """The question that waits, put differently each time; thanks and greetings are no wrong answer."""
    if is_small_talk(reading):
        return ask_again(situation)
    if reading.told("later") is not None:
        return Turn(situation.conversation, ask=(replace(_reminded(situation), key="unclear.no_hurry"),))
    conversation = situation.conversation.not_understood()
    situation = replace(situation, conversation=conversation)
    if conversation.unclear > TRIES:
        return leave_to_person(situation)
    if conversation.unclear == TRIES:
        return Turn(conversation, (Say("unclear.again"),), ask=(_with_way_out(situation),))
    if reading.answer is YesNo.YES and conversation.step == "need" and len(conversation.answers.ask) > 1:
        return Turn(conversation, ask=(replace(which_need(conversation.answers), key="unclear.which_need"),))
    return Turn(conversation, ask=(ask(conversation.step or "", conversation.answers, unclear=True),))


def after_no_words(situation: Situation, *say: Say) -> Turn:
    """A voice or a sticker is no wrong answer, but whoever sends a second one may not like to write."""
    conversation = situation.conversation.not_understood()
    situation = replace(situation, conversation=conversation)
    if conversation.unclear < TRIES:
        return ask_again(situation, *say)
    return Turn(conversation, say, ask=(_with_way_out(situation),))


def is_small_talk(reading: Reading) -> bool:
    return reading.sure and reading.labels[0] is OtherKind.GREETING


def _reminded(situation: Situation) -> Say:
    return remind(situation.conversation.step or "", situation.conversation.answers)


def _with_way_out(situation: Situation) -> Say:
    question = any_need() if situation.conversation.step == "need" else _reminded(situation)
    others = tuple(choice for choice in question.choices if choice != PERSON)
    return replace(question, choices=(*others, PERSON))


def keep_for_person(situation: Situation) -> Turn:
    """What is written by whoever waits for an officer already."""
    return leave_to_person(replace(situation, conversation=situation.conversation.not_understood()))


def leave_to_person(situation: Situation) -> Turn:
    """Staff are told once; who goes on writing is told once more that it is read, and then left in peace."""
    conversation = situation.conversation
    if not situation.waits_for_staff:
        return Turn(conversation, effects=(HandToStaff("unclear"),))
    if conversation.unclear > TRIES + 2 and situation.wrote_recently:
        return Turn(conversation)
    return Turn(conversation, (Say("person.will_read"),))
