"""How the commands speak: in the language of the operator's terminal, what is wrong on stderr."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from network import wording
from network.wording import Meant
from rismep.settings import Settings, SettingsError, from_environment
from texts.catalogue import Catalogue

Command = Callable[[argparse.Namespace], int]
Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def terminal_language(environment: Mapping[str, str]) -> str:
    """The language that the operator's terminal asks for: Thai where it says so, else English."""
    locales = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = next(filter(None, locales), "")
    return "th" if wanted.lower().startswith("th") else "en"


def meant(value: Meant) -> str:
    """What is meant, in that language."""
    return wording.in_words(value, terminal_language(os.environ), Catalogue.shipped())


def say(key: str, **parameters: object) -> str:
    return Catalogue.shipped().say(f"cli.{key}", terminal_language(os.environ), **parameters)


def write(lines: Iterable[str]) -> int:
    """Say what was asked for; the exit code of a command that did it."""
    try:
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in lines)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has read enough (`| head`); Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def fail(key: str, **parameters: object) -> int:
    return refuse(say(key, **parameters))


def refuse(words: str) -> int:
    """Say what is wrong; the exit code of a command that changed nothing."""
    sys.stderr.write(f"{words}\n")
    return 2


def settings() -> Settings:
    """The settings of the environment, or the end of the command with one message that names every fault."""
    try:
        return from_environment(os.environ)
    except SettingsError as error:
        lines = "\n".join(f"  {name}: {say(key)}" for name, key in error.faults)
        raise SystemExit(say("settings.faults", faults=lines)) from None
