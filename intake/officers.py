"""What an officer writes to the bot, though their work is done in the console."""

from intake.conversation import Situation
from intake.incoming import Incoming, Kind
from intake.reading import Command, Reading
from intake.saying import Choice, Say
from intake.turn import Turn

CONSOLE = Choice("choice.open_console", url="console/")
OF_THEIR_WORK = (None, Command.STATUS, Command.HELP, Command.ASK)


def point_to_console(situation: Situation, incoming: Incoming, reading: Reading) -> Turn | None:
    """An officer answers what they were told of, or looks for their work, and tells no matter of their own."""
    is_owner = situation.conversation.step is not None or bool(situation.open_cases)
    if not situation.is_staff or situation.is_provider or is_owner or situation.paused_for_staff:
        return None
    if incoming.kind is Kind.TAP and incoming.tap and incoming.tap.step == "command":
        is_work = incoming.tap.value in (Command.STATUS, Command.HELP)
    else:
        tells = reading.sure and reading.needs and reading.told("served") is None
        is_work = incoming.kind is Kind.TEXT and reading.command in OF_THEIR_WORK and not tells
    return Turn(situation.conversation, (Say("officer.console", buttons=(CONSOLE,)),)) if is_work else None
