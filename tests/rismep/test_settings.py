"""The environment as an operator gets it wrong, and right."""

from pathlib import Path

import pytest

from rismep.settings import LINE_API, SettingsError, from_environment
from tests.keys import TEST_KEY

GOOD = {
    "LINE_CHANNEL_SECRET": "0123456789abcdef",
    "LINE_CHANNEL_ACCESS_TOKEN": "a-token-of-the-tests",
    "SECRET_KEY": "x" * 32,
    "ENCRYPTION_KEYS": TEST_KEY,
    "PUBLIC_URL": "https://bot.example.org/",
}


def test_the_least_that_does() -> None:
    settings = from_environment(GOOD)
    assert settings.database_url.startswith("sqlite:///")
    assert settings.line_api_base == LINE_API
    assert settings.public_url == "https://bot.example.org"
    assert settings.port == 8080
    assert settings.is_sqlite
    assert settings.is_public
    assert settings.model_folder is None
    assert not settings.log_as_json
    assert settings.metrics_token is None
    assert settings.metrics_port is None


def test_a_model_of_ones_own_may_stand_in_a_folder_that_is_still_to_be_made(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    assert from_environment({**GOOD, "MODEL_FOLDER": str(folder)}).model_folder == folder


def test_an_empty_environment_names_everything_that_is_missing() -> None:
    with pytest.raises(SettingsError) as told:
        from_environment({})
    assert {name for name, _ in told.value.faults} == set(GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINE_CHANNEL_SECRET", "short"),
        ("LINE_CHANNEL_SECRET", "with a space in it"),
        ("LINE_CHANNEL_ACCESS_TOKEN", "ไม่ใช่โทเค็นแน่ ๆ"),
        ("SECRET_KEY", "too short"),
        ("ENCRYPTION_KEYS", "not a key"),
        ("ENCRYPTION_KEYS", f"{GOOD['ENCRYPTION_KEYS']},broken"),
        ("PUBLIC_URL", "http://bot.example.org"),
        ("PUBLIC_URL", "bot.example.org"),
        ("PUBLIC_URL", "https://"),
        ("LINE_API_BASE", "http://line.example.org"),
        ("LINE_API_BASE", "http://[::1"),
        ("DATABASE_URL", "mysql://somewhere/else"),
        ("DATABASE_URL", "no address at all"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "๘๐๘๐"),
        ("WORKERS", "-1"),
        ("MODEL_FOLDER", __file__),
        ("LOG_FORMAT", "xml"),
        ("METRICS_TOKEN", "too-short"),
        ("METRICS_PORT", "0"),
        ("QUEUE_SECONDS", "1"),
        ("QUEUE_SECONDS", "ห้านาที"),
    ],
)
def test_one_malformed_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as told:
        from_environment({**GOOD, name: value})
    assert [fault for fault, _ in told.value.faults] == [name]


def test_several_secrets_while_one_is_exchanged() -> None:
    settings = from_environment({**GOOD, "LINE_CHANNEL_SECRET": "new-secret, old-secret"})
    assert settings.channel_secrets == ("new-secret", "old-secret")


def test_what_operators_look_at() -> None:
    wanted = {"LOG_FORMAT": "json", "METRICS_TOKEN": "t" * 16, "METRICS_PORT": "9101", "QUEUE_SECONDS": "60"}
    settings = from_environment({**GOOD, **wanted})
    assert settings.log_as_json
    assert (settings.metrics_token, settings.metrics_port, settings.queue_seconds) == ("t" * 16, 9101, 60)


@pytest.mark.parametrize("address", ["postgres://u:p@host/name", "postgresql://u:p@host/name"])
def test_postgresql_as_hosting_platforms_write_it(address: str) -> None:
    assert not from_environment({**GOOD, "DATABASE_URL": address}).is_sqlite


@pytest.mark.parametrize("base", ["http://127.0.0.1:9000/line", "http://localhost:9000", "https://line.example.org"])
def test_a_stand_in_for_line(base: str) -> None:
    assert from_environment({**GOOD, "LINE_API_BASE": base}).line_api_base == base
