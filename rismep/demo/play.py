"""The stage of the demo: a stand-in for LINE, the sample directory, four people with phones, an officer."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from network.matching import Wanted, match
from network.needs import Need
from rismep.demo.clock import MovableClock
from rismep.demo.passing import Passing
from rismep.sample import load_sample
from rismep.settings import Settings
from rismep.wiring import House, new_secret
from simulator.phones import Phone
from simulator.platform import Platform
from storage import candidates, directory, invites, staff
from storage.tables import OrganisationRow, StaffRow
from texts.catalogue import Catalogue

START = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
"""A Tuesday, 09:30 in Bangkok."""

OFFICER = "demo"
PROVINCE = "TH-93"
NEED = Need.PACKAGING
SIMULATOR = "/simulator"

LANGUAGE_WORDS = {"th": "ไทย", "en": "English"}
"""What a person types to be answered in another language; also what each language calls itself."""


@dataclass(frozen=True)
class Stage:
    """The demo, ready to be played: the bot's house, LINE's stand-in, and who holds which phone."""

    house: House
    platform: Platform
    passing: Passing
    clock: MovableClock
    owner: Phone
    providers: tuple[Phone, ...]
    officer: Phone

    @property
    def phones(self) -> tuple[Phone, ...]:
        return (self.owner, *self.providers, self.officer)


def demo_settings(address: str, database_url: str, port: int) -> Settings:
    """Settings of the demo: its own keys, made now; it never takes real ones."""
    return Settings(
        channel_secrets=(secrets.token_hex(16),),
        channel_access_token=secrets.token_urlsafe(32),
        database_url=database_url,
        secret_key=secrets.token_urlsafe(32),
        encryption_keys=(Fernet.generate_key().decode(),),
        public_url=address,
        line_api_base=f"{address}{SIMULATOR}",
        port=port,
    )


def make_platform(settings: Settings, clock: Callable[[], datetime], new_id: Callable[[], UUID]) -> Platform:
    """LINE's stand-in with this channel, calling this bot."""
    return Platform(
        clock=clock,
        new_id=new_id,
        channel_secret=settings.channel_secrets[0],
        channel_access_token=settings.channel_access_token,
        webhook_url=f"{settings.public_url}/line/webhook",
    )


def set_stage(house: House, platform: Platform, clock: MovableClock, language: str, texts: Catalogue) -> Stage:
    """Fill the directory and hand out the phones; nobody has written yet."""
    house.prepare()
    with house.work() as session:
        load_sample(session)
    owner, first, second, officer = (
        platform.add_phone(_name(n, language, texts), language=language) for n in range(4)
    )
    platform.account_name = texts.say("demo.account", language)
    return Stage(house, platform, Passing(house, clock), clock, owner, (first, second), officer)


def raise_curtain(stage: Stage) -> None:
    """Let everyone add the account, and providers and officer join by their codes; the server must be up."""
    with stage.house.work() as session:
        now = stage.house.clock()
        firsts = _first_choices(session, stage.owner.language, now)
        codes = [_code(session, now, organisation_id=row.id) for row in firsts]
        codes.append(_code(session, now, staff_id=_officer(session, now, stage.officer.display_name).id))
    for phone in stage.phones:
        phone.follow()
    for phone, code in zip(stage.phones[1:], codes, strict=True):
        phone.type(code)
    stage.passing.settle()


def let_all_read(stage: Stage, language: str, texts: Catalogue) -> None:
    """Let every phone ask for a language as a person would; one that has blocked the account cannot."""
    stage.platform.account_name = texts.say("demo.account", language)
    for number, phone in enumerate(stage.phones):
        phone.language = language
        phone.display_name = _name(number, language, texts)
        if not phone.has_blocked:
            phone.type(LANGUAGE_WORDS[language])
    stage.passing.settle()


def _name(number: int, language: str, texts: Catalogue) -> str:
    return texts.say(f"demo.name_{number}", language)


def _first_choices(session: Session, language: str, now: datetime) -> list[OrganisationRow]:
    """The two organisations that the owner of the suggested first sentence would be matched with, in turn."""
    chosen: list[int] = []
    for _ in range(2):
        wanted = Wanted(frozenset({NEED}), PROVINCE, language, frozenset(chosen))
        found = match(wanted, candidates.organisations_for_matching(session, now, {NEED}), directory.centres(session))
        chosen.append(found.offers[0].organisation_id)
    return [session.get_one(OrganisationRow, one) for one in chosen]


def _officer(session: Session, now: datetime, shown_name: str) -> StaffRow:
    centre = directory.centre_for(session, PROVINCE)
    return staff.add_staff(
        session,
        name=OFFICER,
        shown_name=shown_name,
        password=secrets.token_urlsafe(16),
        centre_id=centre.id if centre else None,
        now=now,
    )


def _code(session: Session, now: datetime, **aim: int) -> str:
    return invites.make_invite(session, now=now, secret=new_secret(), **aim)
