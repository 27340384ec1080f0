"""How simulated people are: shares of those who do something, and how long it takes them.

The numbers are guesses, plainly: no programme has measured them. What a play says is how one set of rules does
beside another with the same people, not how the real network does.
"""

from dataclasses import dataclass

from rismep.simulated_year.chance import Dice


@dataclass(frozen=True)
class OwnerHabits:
    """Of owners: shares, and hours where a wait is named."""

    names_province: float = 0.5
    agrees: float = 0.92
    refuses: float = 0.03
    gives_phone: float = 0.85
    sends: float = 0.96
    wants_news: float = 0.4
    answers_called: float = 0.7
    answers_done: float = 0.65
    answers_question: float = 0.75
    says_done_if_served_well: float = 0.95
    says_done_if_not: float = 0.35
    rates: float = 0.55
    comments: float = 0.25
    answers_result: float = 0.2
    result_came: float = 0.65
    loses_patience_after_days: float = 11
    asks_status: float = 0.3
    asks_person: float = 0.12
    takes_back: float = 0.15
    blocks_at_the_end: float = 0.02
    reads_after_hours: float = 1.5


@dataclass(frozen=True)
class ServingHabits:
    """Of one who serves for an organisation, from their zeal (0 to 1): shares, and working hours or days."""

    zeal: float
    answers_after_hours: float
    overlooks: float
    declines: float
    calls_after_hours: float
    forgets_to_call: float
    says_called: float
    serves_days: float
    gives_up: float
    says_finished: float
    answers_questions: float
    serves_well: float
    announces_leave: bool

    @classmethod
    def of(cls, dice: Dice) -> "ServingHabits":
        zeal = dice.random.betavariate(2.2, 1.6)
        lack = 1 - zeal
        return cls(
            zeal=zeal,
            answers_after_hours=0.5 + 9 * lack**1.5,
            overlooks=0.45 * lack,
            declines=0.05 + 0.15 * lack,
            calls_after_hours=3 + 18 * lack,
            forgets_to_call=0.3 * lack,
            says_called=0.45 + 0.5 * zeal,
            serves_days=dice.between(12, 30),
            gives_up=0.02 + 0.07 * lack,
            says_finished=0.35 + 0.55 * zeal,
            answers_questions=0.45 + 0.5 * zeal,
            serves_well=0.7 + 0.25 * zeal,
            announces_leave=zeal > 0.55,
        )


ASKS_FIRST = 0.05
"""So often a provider wants to know something of the owner before they decide."""

LEAVES_A_YEAR = 2
LEAVE_DAYS = (3, 10)
MANY_CASES = 5
"""From so many cases at a time on, one more is declined more often and waits longer."""

DECLINES_FOR_EACH_MORE = 0.04
WAITS_FOR_EACH_MORE = 0.12


@dataclass(frozen=True)
class OfficerHabits:
    """Of an officer: working hours until they look, and what comes of their telephone calls."""

    looks_after_hours: float
    reaches_by_telephone: float = 0.8
    talks_into_it: float = 0.6
    offers_at_most: int = 8

    @classmethod
    def of(cls, dice: Dice) -> "OfficerHabits":
        return cls(looks_after_hours=dice.about(4, 0.5))


IN_LINE = 0.85
"""Of the people who serve so many have joined the bot; the others are called by officers."""
