"""What one turn comes to, and the two ways in which most turns end: the next question, or the same one again."""

from dataclasses import dataclass, replace

from intake.conversation import Answers, Conversation, Situation
from intake.effects import Effect
from intake.incoming import Incoming, Kind
from intake.questions import ask, remind
from intake.reading import Reading
from intake.saying import Say
from intake.steps import ASKED_BY_TIME, INTAKE_NAMES, next_step, take_in


@dataclass(frozen=True)
class Turn:
    """`say` comes before and `ask` after what the effects say (a case number, who was asked, by when)."""

    conversation: Conversation
    say: tuple[Say, ...] = ()
    effects: tuple[Effect, ...] = ()
    ask: tuple[Say, ...] = ()


def silent(situation: Situation, *effects: Effect) -> Turn:
    """Change nothing in the dialog and say nothing."""
    return Turn(situation.conversation, effects=effects)


def go_on(
    situation: Situation, answers: Answers, *say: Say, effects: tuple[Effect, ...] = (), consent: bool = False
) -> Turn:
    """Ask the next thing that is missing; consent comes before all of it."""
    step = next_step(answers) if consent or situation.consent else "consent"
    return Turn(situation.conversation.asking(step, answers), say, effects, (ask(step, answers),))


def ask_again(situation: Situation, *say: Say, effects: tuple[Effect, ...] = (), whole: bool = False) -> Turn:
    """Say something in between, then put the question that still waits: shortly, or as `whole` as the first time."""
    conversation = situation.conversation
    put = ask if whole else remind
    question = (put(conversation.step, conversation.answers),) if conversation.step else ()
    return Turn(conversation, say, effects, question)


def aside(situation: Situation, step: str, answers: Answers) -> Conversation:
    """A question that stands alone: a matter that is being told waits until it is answered, and so does a question
    of another kind that has none yet.
    """
    now = situation.conversation
    if now.step in INTAKE_NAMES:
        return Conversation(step, answers, before=now)
    passed_over = Conversation(now.step, now.answers) if now.step in ASKED_BY_TIME else now.newer
    return Conversation(step, answers, before=now.before, newer=passed_over)


def rest(situation: Situation, *say: Say, effects: tuple[Effect, ...] = ()) -> Turn:
    """The question is done with: a matter that waited goes on, else a question that came up meanwhile waits."""
    waiting, newer = situation.conversation.before, situation.conversation.newer
    if waiting is not None and waiting.step is not None:
        waiting = replace(waiting, newer=newer or waiting.newer)
        return Turn(waiting, say, effects, (remind(waiting.step or "", waiting.answers),))
    return Turn(newer or Conversation(), say, effects)


def learn(answers: Answers, incoming: Incoming, reading: Reading) -> Answers:
    """The answers with what this message says, and the message itself where it told something."""
    known = take_in(answers, reading)
    if incoming.kind is Kind.LOCATION and incoming.province:
        known = replace(known, province=incoming.province, candidates=())
    names_need = reading.sure and bool(reading.needs)
    tells_more = any(reading.told(each) is not None for each in ("more", "of_calls"))
    tells_matter = answers.text is None or names_need or reading.amounts or tells_more
    if incoming.kind is Kind.TEXT and tells_matter:
        known = replace(known, text="\n".join(filter(None, (answers.text, incoming.text))))
    if known != answers and incoming.message_id:
        known = replace(known, message_ids=(*known.message_ids, incoming.message_id))
    return known
