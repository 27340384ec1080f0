"""Which model is in use, and exchanging it: the agency's own, in a folder of its settings, before the shipped one.

A folder of models holds the one in use, `former/` the one before it, and `new/` what was trained last. A process
reads its model once, at its start.
"""

import logging
import shutil
from importlib.resources import files
from pathlib import Path

from intents.judgement import THRESHOLDS_FILE
from intents.model import MODEL_FILE
from intents.reader import Reader, load_reader
from intents.second_look import SECOND_LOOK_FILE

log = logging.getLogger(__name__)

CARD_FILE = "model.md"
FORMER, NEW = "former", "new"
# The model itself comes last: whoever sees it sees all of it.
_FILES = (CARD_FILE, THRESHOLDS_FILE, SECOND_LOOK_FILE, MODEL_FILE)


class NoFormer(Exception):  # noqa: N818 - told to who asked
    """There is no model to go back to."""


def shipped_folder() -> Path:
    """Where the model of this release stands."""
    return Path(str(files("intents.data")))


def reader_in_use(own: Path | None, *, second_look: bool = False) -> Reader:
    """The agency's own model if there is one that this release can read, else the shipped one."""
    if own is not None and _holds_model(own):
        try:
            return load_reader(own, second_look=second_look)
        except (OSError, ValueError) as fault:
            log.warning("own model cannot be used, the shipped one is; `rismep train` makes a new one: %s", fault)
    return load_reader(second_look=second_look)


def room_for_new(folder: Path) -> Path:
    """An empty place in a folder of models to train into. Raises OSError when it cannot be made."""
    new = folder / NEW
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    return new


def install(folder: Path) -> None:
    """Put the model in use that was trained last; the one before it stays at hand. Raises OSError."""
    former = folder / FORMER
    shutil.rmtree(former, ignore_errors=True)
    former.mkdir()
    for name in _FILES:
        if (folder / name).exists():
            shutil.copy2(folder / name, former / name)
        _put(folder / NEW / name, folder / name)
    (folder / NEW).rmdir()


def _put(new: Path, place: Path) -> None:
    """The new file in its place; what the new model does not have, the old one's must not stay for."""
    if new.exists():
        new.replace(place)
    else:
        place.unlink(missing_ok=True)


def bring_back(folder: Path) -> None:
    """Exchange the model in use with the former one; the shipped one, if there was none of one's own.

    Raises NoFormer, OSError.
    """
    former = folder / FORMER
    is_own = folder.resolve() != shipped_folder().resolve() and _holds_model(folder)
    if not _holds_model(former) and not is_own:
        raise NoFormer
    former.mkdir(exist_ok=True)
    for name in _FILES:
        _exchange(folder / name, former / name)


def _holds_model(folder: Path) -> bool:
    return (folder / MODEL_FILE).exists()


def _exchange(one: Path, other: Path) -> None:
    """Each where the other was; either may be missing."""
    aside = one.with_name(f"{one.name}.aside")
    if one.exists():
        one.replace(aside)
    if other.exists():
        other.replace(one)
    if aside.exists():
        aside.replace(other)
