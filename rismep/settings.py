"""The environment, read once into one frozen value; everything that is missing or malformed is told at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from sqlalchemy.exc import ArgumentError

from storage.database import address_of

LINE_API = "https://api.line.me"
LOG_FORMATS = ("plain", "json")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET = 32
SHORTEST_TOKEN = 16
LONGEST_WAIT = 86_400


class SettingsError(Exception):
    """The environment does not do; `faults` are catalogue keys with the setting that each is about."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {key}" for name, key in faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings:
    """How this installation runs.

    `channel_secrets` may hold two while a channel's secret is being exchanged; the first of `encryption_keys`
    encrypts, all decrypt. `line_api_base` is LINE itself or a stand-in for it. `model_folder` holds the model that
    the agency trained itself; without it, or before anything stands there, the shipped one reads. `second_look`:
    doubtful messages are read by the sentence encoder, too, if its extra is installed. `metrics_token` opens the
    figures of `/metrics` on the public port; on `metrics_port` this process answers operators alone. Events and
    messages that wait for longer than `queue_seconds` make the bot unready.
    """

    channel_secrets: tuple[str, ...]
    channel_access_token: str
    database_url: str
    secret_key: str
    encryption_keys: tuple[str, ...]
    public_url: str
    line_api_base: str = LINE_API
    port: int = 8080
    workers: int = 4
    model_folder: Path | None = None
    second_look: bool = False
    log_as_json: bool = False
    metrics_token: str | None = None
    metrics_port: int | None = None
    queue_seconds: int = 300

    @property
    def is_sqlite(self) -> bool:
        return address_of(self.database_url).get_backend_name() == "sqlite"

    @property
    def is_public(self) -> bool:
        """Whether pages are served over https, so that cookies have to be."""
        return self.public_url.startswith("https://")


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings of the real thing. Raises SettingsError naming every setting that does not do."""
    faults: list[tuple[str, str]] = []

    def take(name: str, default: str | None, fits: Callable[[str], bool], fault: str) -> str:
        value = environment.get(name, "").strip() or default
        if value is None:
            faults.append((name, "settings.missing"))
        elif not fits(value):
            faults.append((name, fault))
        return value or ""

    settings = {
        "LINE_CHANNEL_SECRET": take("LINE_CHANNEL_SECRET", None, _is_list_of(_is_word), "settings.words"),
        "LINE_CHANNEL_ACCESS_TOKEN": take("LINE_CHANNEL_ACCESS_TOKEN", None, _is_word, "settings.word"),
        "DATABASE_URL": take("DATABASE_URL", "sqlite:///rismep.sqlite3", _is_database, "settings.database"),
        "SECRET_KEY": take("SECRET_KEY", None, _is_long, "settings.long"),
        "ENCRYPTION_KEYS": take("ENCRYPTION_KEYS", None, _is_list_of(_is_fernet), "settings.fernet"),
        "PUBLIC_URL": take("PUBLIC_URL", None, _is_safe_address, "settings.address"),
        "LINE_API_BASE": take("LINE_API_BASE", LINE_API, _is_safe_address, "settings.address"),
        "PORT": take("PORT", "8080", _is_port, "settings.port"),
        "WORKERS": take("WORKERS", "4", _is_count, "settings.count"),
        "MODEL_FOLDER": take("MODEL_FOLDER", "", _is_folder, "settings.folder"),
        "LOG_FORMAT": take("LOG_FORMAT", "plain", LOG_FORMATS.__contains__, "settings.log_format"),
        "METRICS_TOKEN": take("METRICS_TOKEN", "", _may_lack(_is_token), "settings.token"),
        "METRICS_PORT": take("METRICS_PORT", "", _may_lack(_is_port), "settings.port"),
        "QUEUE_SECONDS": take("QUEUE_SECONDS", "300", _is_wait, "settings.wait"),
    }
    if faults:
        raise SettingsError(faults)
    return Settings(
        channel_secrets=_listed(settings["LINE_CHANNEL_SECRET"]),
        channel_access_token=settings["LINE_CHANNEL_ACCESS_TOKEN"],
        database_url=settings["DATABASE_URL"],
        secret_key=settings["SECRET_KEY"],
        encryption_keys=_listed(settings["ENCRYPTION_KEYS"]),
        public_url=settings["PUBLIC_URL"].rstrip("/"),
        line_api_base=settings["LINE_API_BASE"].rstrip("/"),
        port=int(settings["PORT"]),
        workers=int(settings["WORKERS"]),
        model_folder=model_folder(environment),
        second_look=True,
        log_as_json=settings["LOG_FORMAT"] == "json",
        metrics_token=settings["METRICS_TOKEN"] or None,
        metrics_port=int(settings["METRICS_PORT"]) if settings["METRICS_PORT"] else None,
        queue_seconds=int(settings["QUEUE_SECONDS"]),
    )


def model_folder(environment: Mapping[str, str]) -> Path | None:
    """The folder of the agency's own model: all that a command needs which only reads messages."""
    value = environment.get("MODEL_FOLDER", "").strip()
    return Path(value) if value else None


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _is_list_of(fits: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda value: bool(_listed(value)) and all(fits(part) for part in _listed(value))


def _may_lack(fits: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda value: not value or fits(value)


def _is_word(value: str) -> bool:
    return value.isascii() and value.isprintable() and " " not in value and len(value) >= 8


def _is_token(value: str) -> bool:
    return _is_word(value) and len(value) >= SHORTEST_TOKEN


def _is_long(value: str) -> bool:
    return len(value) >= SHORTEST_SECRET


def _is_fernet(value: str) -> bool:
    try:
        Fernet(value)
    except ValueError:
        return False
    return True


def _is_database(value: str) -> bool:
    try:
        return address_of(value).get_backend_name() in ("sqlite", "postgresql")
    except ArgumentError:
        return False


def _is_safe_address(value: str) -> bool:
    """https, or http to this very machine."""
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _is_port(value: str) -> bool:
    return value.isascii() and value.isdigit() and 0 < int(value) < 65536


def _is_count(value: str) -> bool:
    return value.isascii() and value.isdigit() and 0 < int(value) <= 64


def _is_wait(value: str) -> bool:
    return value.isascii() and value.isdigit() and 10 <= int(value) <= LONGEST_WAIT


def _is_folder(value: str) -> bool:
    """One that is there or can be made; none at all will do."""
    return not Path(value).is_file()
