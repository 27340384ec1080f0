"""Owners: they write, answer what they are asked or stay silent, lose patience, and say what came of it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from intake.saying import Tap
from network.provinces import PROVINCES
from rismep.simulated_year.chance import Dice
from rismep.simulated_year.habits import OwnerHabits
from rismep.simulated_year.hearing import Heard
from rismep.simulated_year.matters import Matter
from rismep.simulated_year.post import Phone
from rismep.simulated_year.serving import take_back
from rismep.simulated_year.world import World

OUTCOMES = {"sales": 0.5, "cost_saved": 0.15, "investment": 0.15, "jobs": 0.2}
OUTCOMES_OF_CREDIT = {"loan": 0.7, "investment": 0.2, "sales": 0.1}
AMOUNTS = ("3 หมื่น", "50,000 บาท", "แสนนึง", "สองแสน", "1.2 ล้าน", "8 หมื่นบาท", "350,000", "ห้าแสนบาท")
HIRED = ("1 คนค่ะ", "2 คน", "3 คนครับ")
STARS_OF_GOOD_SERVICE = {"5": 0.55, "4": 0.3, "3": 0.1, "2": 0.03, "1": 0.02}
STARS_OF_BAD_SERVICE = {"5": 0.1, "4": 0.2, "3": 0.3, "2": 0.2, "1": 0.2}
COMMENTS = ("ขอบคุณมากค่ะ ช่วยได้เยอะเลย", "เจ้าหน้าที่ใจดีมากครับ", "อยากให้ติดต่อกลับเร็วกว่านี้", "ดีค่ะ")
ANSWERS = ("วันละประมาณ 50 ชิ้นค่ะ", "มีแล้วครับ", "ขายหน้าร้านกับตลาดนัดค่ะ")
ON_THE_SPOT = timedelta(seconds=35)


class Owner:
    """One owner with one matter; `number` names them in every play."""

    def __init__(self, world: World, number: int, matter: Matter, province: str, habits: OwnerHabits) -> None:
        self.user_id = f"owner-{number}"
        self.matter = matter
        self.province = province
        self._world = world
        self._habits = habits
        self._told_matter_again = 0
        self._has_sent = False
        self._counts: Counter[str] = Counter()
        world.country.post.phones[self.user_id] = Phone(f"เจ้าของกิจการ {number}", self.hear)

    def begin(self) -> None:
        """Write to the bot for the first time."""
        words = self.matter.words
        if self._dice("names_province").happens(self._habits.names_province):
            words = f"{words} อยู่{PROVINCES[self.province].name_th}"
        self._type(words)

    def hear(self, heard: Heard) -> None:
        """Plan an answer to what was asked, if it is one that this owner gives."""
        for asked, answer in self._answers.items():
            if heard.of_step(asked):
                answer(self, heard)
                return
        if heard.asks_place:
            self._soon(self._say_where)
        elif heard.says(self._words("ask.product")):
            self._soon(lambda: self._type(self.matter.product))
        elif heard.says(self._words("ask.need")) and self._told_matter_again < 2:
            self._told_matter_again += 1
            self._soon(lambda: self._type(self.matter.words))

    # --- telling the matter ---------------------------------------------------------------------------------

    def _consent(self, _heard: Heard) -> None:
        agrees, refuses = self._habits.agrees, self._habits.refuses
        choice = self._dice("consent").weighed({"yes": agrees, "no": refuses, "": 1 - agrees - refuses})
        if choice:
            self._soon(lambda: self._tap(Tap("consent", choice)))

    def _need(self, heard: Heard) -> None:
        offered = {tap.value: tap for tap in heard.of_step("need")}
        meant = [need for need in self.matter.needs if need in offered]
        if len(meant) > 1 and "both" in offered:
            tap = offered["both"]
        else:
            tap = offered[meant[0]] if meant else offered.get("other", next(iter(offered.values())))
        self._soon(lambda: self._tap(tap))

    def _say_where(self) -> None:
        self._type(PROVINCES[self.province].name_th)

    def _phone(self, heard: Heard) -> None:
        if self._dice("phone").happens(self._habits.gives_phone):
            number = self._dice("number").random.randrange(10**6)
            self._soon(lambda: self._type(f"081-{number // 1000:03}-{number % 1000:03}0"))
        else:
            self._soon(lambda: self._tap(heard.of_step("phone")[0]))

    def _confirm(self, heard: Heard) -> None:
        if self._has_sent or not self._dice("send").happens(self._habits.sends):
            return
        send = next(tap for tap in heard.of_step("confirm") if tap.value == "send")
        self._has_sent = True
        self._soon(lambda: self._tap(send))
        days = self._dice("patience").about(self._habits.loses_patience_after_days)
        self._world.when_awake(timedelta(days=days), self._lose_patience)

    def _news(self, _heard: Heard) -> None:
        wants = self._dice("news").happens(self._habits.wants_news)
        self._soon(lambda: self._tap(Tap("news", "yes" if wants else "no")))

    # --- while it goes on ---------------------------------------------------------------------------------

    def _was_called(self, handoff_id: int) -> bool:
        work = self._world.works.get(handoff_id)
        return work is not None and work.called_at is not None

    def _lose_patience(self) -> None:
        """So many days later nobody has called."""
        if any(work.called_at for work in self._world.works_of[self.user_id]):
            return
        habits = self._habits
        deeds = {"สถานะ": habits.asks_status, "เจ้าหน้าที่": habits.asks_person, "ยกเลิก": habits.takes_back}
        words = self._dice("impatient").weighed({**deeds, "": 1 - sum(deeds.values())})
        if words:
            self._type(words)

    def _anyone_called(self, heard: Heard) -> None:
        tap = heard.of_step("anyone_called")[0]
        if tap.about is not None and self._dice("called", self._times("called")).happens(self._habits.answers_called):
            about = tap.about
            self._after_reading(
                lambda: self._tap(Tap("anyone_called", "yes" if self._was_called(about) else "no", about))
            )

    def _question(self, heard: Heard) -> None:
        """What an organisation wants to know first; the words follow upon the tap."""
        answer, dice = heard.of_step("question")[0], self._dice("question", self._times("question"))
        if answer.value != "answer":
            words = dice.one_of(ANSWERS)
            self._soon(lambda: self._type(words))
        elif dice.happens(self._habits.answers_question):
            self._after_reading(lambda: self._tap(answer))

    def _withdraw(self, heard: Heard) -> None:
        tap = heard.of_step("withdraw")[0]
        value = "which" if tap.value == "which" else "yes"
        self._soon(lambda: self._take_back(Tap("withdraw", value, tap.about)))

    def _take_back(self, tap: Tap) -> None:
        self._tap(tap)
        if tap.value == "yes":
            for work in self._world.works_of[self.user_id]:
                take_back(work)

    def _done(self, heard: Heard) -> None:
        tap, dice = heard.of_step("done")[0], self._dice("done", self._times("done"))
        if not dice.happens(self._habits.answers_done):
            return
        share = self._habits.says_done_if_served_well if self._served_well else self._habits.says_done_if_not
        value = "yes" if dice.happens(share) else "no"
        self._after_reading(lambda: self._tap(Tap("done", value, tap.about)))

    @property
    def _served_well(self) -> bool:
        ended = [work for work in self._world.works_of[self.user_id] if work.ended]
        return all(work.serves_well and not work.gives_up for work in ended[-1:])

    # --- afterwards -----------------------------------------------------------------------------------------

    def _satisfaction(self, heard: Heard) -> None:
        tap, dice = heard.of_step("satisfaction")[0], self._dice("rates")
        if dice.happens(self._habits.rates):
            stars = dice.weighed(STARS_OF_GOOD_SERVICE if self._served_well else STARS_OF_BAD_SERVICE)
            self._after_reading(lambda: self._tap(Tap("satisfaction", stars, tap.about)))
        elif self._dice("blocks").happens(self._habits.blocks_at_the_end):
            self._after_reading(lambda: self._world.country.block(self.user_id))

    def _comment(self, heard: Heard) -> None:
        dice = self._dice("comment")
        if dice.happens(self._habits.comments):
            words = dice.one_of(COMMENTS)
            self._soon(lambda: self._type(words))
        else:
            self._soon(lambda: self._tap(heard.of_step("comment")[0]))

    def _result(self, heard: Heard) -> None:
        tap, dice = heard.of_step("result")[0], self._dice("result", self._times("result"))
        if not dice.happens(self._habits.answers_result):
            return
        came = self._served_well and dice.happens(self._habits.result_came)
        kinds = OUTCOMES_OF_CREDIT if self.matter.needs[0].startswith("credit") else OUTCOMES
        kind = dice.weighed(kinds) if came else "none"
        self._after_reading(lambda: self._tap(Tap("result", kind, tap.about)))

    def _amount(self, heard: Heard) -> None:
        dice = self._dice("amount", self._times("amount"))
        if dice.happens(0.85):
            words = dice.one_of(HIRED if heard.says(self._words("result.how_many")) else AMOUNTS)
            self._soon(lambda: self._type(words))
        else:
            self._soon(lambda: self._tap(heard.of_step("amount")[0]))

    _answers: dict[str, Callable[["Owner", Heard], None]] = {  # noqa: RUF012 - a table of methods
        "consent": _consent,
        "need": _need,
        "phone": _phone,
        "confirm": _confirm,
        "anyone_called": _anyone_called,
        "question": _question,
        "withdraw": _withdraw,
        "done": _done,
        "satisfaction": _satisfaction,
        "comment": _comment,
        "amount": _amount,
        "result": _result,
        "news": _news,
    }

    # --- how an owner does anything -----------------------------------------------------------------------

    def _dice(self, *about: object) -> Dice:
        return self._world.chance.of(self.user_id, *about)

    def _times(self, what: str) -> int:
        self._counts[what] += 1
        return self._counts[what]

    def _words(self, key: str) -> str:
        return self._world.country.texts.say(key, "th")

    def _type(self, words: str) -> None:
        self._world.country.type(self.user_id, words)

    def _tap(self, tap: Tap) -> None:
        self._world.country.tap(self.user_id, tap)

    def _soon(self, deed: Callable[[], None]) -> None:
        """In the middle of a talk."""
        seconds = self._dice("soon", self._times("soon")).about(ON_THE_SPOT.total_seconds())
        self._world.later(timedelta(seconds=seconds), deed)

    def _after_reading(self, deed: Callable[[], None]) -> None:
        """A push is read when there is time for it."""
        hours = self._dice("reads", self._times("reads")).about(self._habits.reads_after_hours, 1.0)
        self._world.when_awake(timedelta(hours=hours), deed)
