"""The `rismep` command: one small function per thing that an operator does."""

import argparse
import atexit
import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import date
from getpass import getpass
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy.exc import ArgumentError, OperationalError

from rismep.seeing import logs
from rismep.settings import model_folder
from rismep.terminal import Command, Subcommands, fail, say, terminal_language
from rismep.terminal import settings as _settings
from storage.trouble import trouble_of
from texts.catalogue import LANGUAGES, Catalogue

CORPUS = Path(__file__).parents[1] / "intents" / "corpus"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    # All that is imported stays: looking through it for garbage took an eighth of a start, and another second at the
    # end of every command.
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)
    asked = _parser().parse_args(argv)
    logs.set_up(as_json=False)
    command: Command = asked.command
    try:
        return command(asked)
    except Exception as error:
        if _is_of_a_newer_release(error):
            return fail("db.newer", revision=error)
        trouble = trouble_of(error)
        if trouble is None:
            raise
        return fail("db.trouble", why=say(f"trouble.{trouble.name.lower()}"))


def _is_of_a_newer_release(error: Exception) -> bool:
    from storage.schema import NewerDatabase

    return isinstance(error, NewerDatabase)


# --- running --------------------------------------------------------------------------------------------


def _demo(asked: argparse.Namespace) -> int:
    logging.getLogger().setLevel(logging.WARNING)
    # From its first moment on it ends without a word, whoever ends it.
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, signal.default_int_handler)
    try:
        return _play(asked)
    except KeyboardInterrupt:
        return 0


def _play(asked: argparse.Namespace) -> int:
    from rismep.demo.main import PortUnusable, RealKeys, run_demo

    def ready(address: str) -> None:
        print(say("demo.ready", address=address), flush=True)

    try:
        run_demo(os.environ, asked.port, asked.language, ready)
    except RealKeys:
        return fail("demo.real_keys")
    except PortUnusable as error:
        return fail("demo.port", port=asked.port, why=error)
    return 0


def _serve(_asked: argparse.Namespace) -> int:
    if not _settings().is_sqlite:
        return fail("serve.postgresql")
    return _run()


def _web(_asked: argparse.Namespace) -> int:
    if _settings().is_sqlite:
        return fail("web.sqlite")
    return _run()


def _run() -> int:
    from rismep.serving import SECONDS_TO_WAIT, serve
    from rismep.wiring import AlreadyRunning, bring_up_to_date

    settings = _settings()
    logs.set_up(as_json=settings.log_as_json)
    try:
        bring_up_to_date(settings, SECONDS_TO_WAIT)
    except AlreadyRunning as error:
        return fail("serve.already_running", file=error)
    serve(settings)
    return 0


def _worker(_asked: argparse.Namespace) -> int:
    settings = _settings()
    if settings.is_sqlite:
        return fail("worker.sqlite")
    from rismep.serving import work
    from rismep.wiring import House

    logs.set_up(as_json=settings.log_as_json)
    house = House(settings)
    house.prepare()
    work(house)
    return 0


def _upgrade(_asked: argparse.Namespace) -> int:
    from storage import schema
    from storage.database import open_database

    schema.upgrade(open_database(_settings().database_url))
    print(say("db.upgraded"))
    return 0


def _move(asked: argparse.Namespace) -> int:
    from rismep import administration
    from rismep.wiring import AlreadyRunning
    from storage.moving import NotEmpty

    try:
        moved = administration.move_database(_settings(), asked.database)
    except AlreadyRunning as error:
        return fail("serve.already_running", file=error)
    except NotEmpty as error:
        return fail("db.not_empty", table=error)
    except (ArgumentError, OperationalError) as error:
        return fail("db.no_database", why=type(error).__name__)
    print(say("db.moved", rows=sum(moved.values()), tables=len(moved), database=asked.database.rpartition("@")[2]))
    return 0


def _keys(_asked: argparse.Namespace) -> int:
    print(f"SECRET_KEY={Fernet.generate_key().decode()}")
    print(f"ENCRYPTION_KEYS={Fernet.generate_key().decode()}")
    return 0


# --- staff, directory, calendar, rules, texts -------------------------------------------------------------


def _staff_add(asked: argparse.Namespace) -> int:
    from rismep import administration
    from storage.staff import NameTaken, PasswordTooShort

    name = asked.shown_name or asked.name
    try:
        administration.add_officer(_settings(), asked.name, name, _password(), asked.centre)
    except NameTaken:
        return fail("staff.taken", name=asked.name)
    except PasswordTooShort:
        return fail("staff.short")
    except administration.Unknown as error:
        return fail("staff.no_centre", centre=error)
    print(say("staff.added", name=asked.name))
    return 0


def _staff_password(asked: argparse.Namespace) -> int:
    from rismep import administration
    from storage.staff import PasswordTooShort

    try:
        administration.change_password(_settings(), asked.name, _password())
    except PasswordTooShort:
        return fail("staff.short")
    except administration.Unknown:
        return fail("staff.unknown", name=asked.name)
    print(say("staff.changed", name=asked.name))
    return 0


def _password() -> str:
    """Asked for, since whatever stands on a command line is seen by everyone on the machine."""
    return os.environ.get("RISMEP_PASSWORD") or getpass(say("staff.password"))


def _staff_invite(asked: argparse.Namespace) -> int:
    from rismep import administration

    try:
        print(administration.invite_officer(_settings(), asked.name))
    except administration.Unknown:
        return fail("staff.unknown", name=asked.name)
    return 0


def _directory_import(asked: argparse.Namespace) -> int:
    from rismep import administration
    from storage.directory_entries import Counts

    done = administration.import_directory(_settings(), Path(asked.file).read_bytes())
    if isinstance(done, Counts):
        print(say("directory.imported", added=done.added, changed=done.changed, unchanged=done.unchanged))
        return 0
    for error in done:
        print(error.in_words(terminal_language(os.environ), Catalogue.shipped()), file=sys.stderr)
    return 1


def _directory_export(_asked: argparse.Namespace) -> int:
    from rismep import administration

    sys.stdout.write(administration.export_directory(_settings()))
    return 0


def _directory_template(asked: argparse.Namespace) -> int:
    from storage.directory_csv import template

    sys.stdout.write(template(asked.kind))
    return 0


def _directory_sample(_asked: argparse.Namespace) -> int:
    from rismep import administration

    done = administration.load_sample_directory(_settings())
    print(say("directory.imported", added=done.added, changed=done.changed, unchanged=done.unchanged))
    return 0


def _calendar(asked: argparse.Namespace) -> int:
    from rismep import administration

    if asked.day:
        administration.set_day(_settings(), asked.day, off=not asked.open, name=asked.name or "")
    for line in administration.calendar_lines(_settings()):
        print(line)
    return 0


def _rules(asked: argparse.Namespace) -> int:
    from rismep import agency_settings

    return agency_settings.list_rules(asked)


def _rules_set(asked: argparse.Namespace) -> int:
    from rismep import agency_settings

    return agency_settings.set_rule(asked)


def _rules_reset(asked: argparse.Namespace) -> int:
    from rismep import agency_settings

    return agency_settings.reset_rule(asked)


def _texts(asked: argparse.Namespace) -> int:
    from rismep import agency_settings

    return agency_settings.list_texts(asked)


def _texts_set(asked: argparse.Namespace) -> int:
    from rismep import agency_settings

    return agency_settings.set_text(asked)


def _texts_reset(asked: argparse.Namespace) -> int:
    from rismep import agency_settings

    return agency_settings.reset_text(asked)


def _menus(_asked: argparse.Namespace) -> int:
    from bot.client import CallFailed
    from rismep import administration

    try:
        made = administration.make_menus(_settings())
    except CallFailed as error:
        return fail("menus.failed", why=error)
    print(say("menus.made", menus=", ".join(made)) if made else say("menus.unchanged"))
    return 0


# --- understanding ------------------------------------------------------------------------------------------


def _map(asked: argparse.Namespace) -> int:
    from rismep.map.sheets import write

    try:
        for path in write(Path(asked.folder)):
            print(path)
    except OSError as error:
        return fail("map.failed", folder=asked.folder, why=error.strerror)
    return 0


def _classify(_asked: argparse.Namespace) -> int:
    from intents.batch import LineError, classify
    from intents.installed import reader_in_use

    try:
        classify(sys.stdin, sys.stdout, reader_in_use(model_folder(os.environ), second_look=True))
    except LineError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _explain(asked: argparse.Namespace) -> int:
    from intents.explanation import explain
    from intents.installed import reader_in_use

    for line in explain(asked.text, reader_in_use(model_folder(os.environ), second_look=True)).lines():
        print(line)
    return 0


def _evaluate(asked: argparse.Namespace) -> int:
    from rismep import learning

    return learning.evaluate(asked)


def _train(asked: argparse.Namespace) -> int:
    from rismep import learning

    return learning.train(asked)


def _simulate_year(asked: argparse.Namespace) -> int:
    from rismep.simulated_year import command

    return command.simulate(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rismep", description=say("about"))
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Command, to: Subcommands = commands) -> argparse.ArgumentParser:
        made = to.add_parser(name, help=say(f"help.{command.__name__.lstrip('_')}"))
        made.set_defaults(command=command)
        return made

    def group(name: str) -> Subcommands:
        return commands.add_parser(name, help=say(f"help.{name}")).add_subparsers(required=True, metavar="action")

    def listing(name: str, command: Command) -> Subcommands:
        """A group that lists when nothing more is said."""
        made = add(name, command)
        made.set_defaults(part="")
        return made.add_subparsers(metavar="action")

    demo = add("demo", _demo)
    demo.add_argument("--port", type=int, default=8080)
    demo.add_argument("--language", choices=("th", "en"), default="th")
    add("serve", _serve)
    add("web", _web)
    add("worker", _worker)
    add("keys", _keys)
    database = group("db")
    add("upgrade", _upgrade, database)
    add("move", _move, database).add_argument("database", help=say("help.move_database"))
    officers = group("staff")
    officer = add("add", _staff_add, officers)
    officer.add_argument("name")
    officer.add_argument("--shown-name")
    officer.add_argument("--centre", help=say("help.centre"))
    add("password", _staff_password, officers).add_argument("name")
    add("invite", _staff_invite, officers).add_argument("name")
    entries = group("directory")
    add("import", _directory_import, entries).add_argument("file")
    add("export", _directory_export, entries)
    add("template", _directory_template, entries).add_argument(
        "kind", nargs="?", choices=("organisations", "providers"), default="organisations"
    )
    add("sample", _directory_sample, entries)
    days = add("calendar", _calendar)
    days.add_argument("day", nargs="?", type=date.fromisoformat)
    days.add_argument("--open", action="store_true")
    days.add_argument("--name")
    rules = listing("rules", _rules)
    setting = add("set", _rules_set, rules)
    setting.add_argument("name")
    setting.add_argument("value", nargs="+", help=say("help.rules_value"))
    add("reset", _rules_reset, rules).add_argument("name")
    texts = listing("texts", _texts)
    add("find", _texts, texts).add_argument("part")
    worded = add("set", _texts_set, texts)
    unworded = add("reset", _texts_reset, texts)
    for text in (worded, unworded):
        text.add_argument("language", choices=LANGUAGES)
        text.add_argument("key")
    worded.add_argument("text")
    add("menus", _menus)
    add("map", _map).add_argument("folder", nargs="?", default="docs")
    add("classify", _classify)
    add("explain", _explain).add_argument("text")
    measured = add("evaluate", _evaluate)
    measured.add_argument("file")
    measured.add_argument("--json", action="store_true", help=say("help.evaluate_json"))
    measured.add_argument("--html", metavar="FILE", help=say("help.evaluate_html"))
    trained = add("train", _train)
    trained.add_argument("--corpus", default=str(CORPUS), help=say("help.train_corpus"))
    trained.add_argument("--corpus-only", action="store_true", help=say("help.train_corpus_only"))
    trained.add_argument("--strangers", action="store_true", help=say("help.train_strangers"))
    trained.add_argument("--force", action="store_true", help=say("help.train_force"))
    trained.add_argument("--back", action="store_true", help=say("help.train_back"))
    year = add("simulate-year", _simulate_year)
    year.add_argument("--owners", type=int, default=1000)
    year.add_argument("--seed", type=int, default=1)
    year.add_argument("--days", type=int, default=365)
    year.add_argument("--rules", nargs="+", default=[], metavar="RULE", help=say("help.year_rules"))
    year.add_argument("--compare", nargs="*", metavar="RULE", help=say("help.year_compare"))
    year.add_argument("--output", type=Path, default=Path("simulated-year"), metavar="FOLDER")
    return parser
