"""The operator's terminal is answered in the language that it asks for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rismep.terminal import terminal_language
from storage.trouble import Trouble
from tests.keys import TEST_KEY
from texts.catalogue import LANGUAGES, Catalogue


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "th_TH.UTF-8"}, "th"),
        ({"LANG": "th"}, "th"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "th_TH.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "th_TH.UTF-8"}, "th"),
        ({"LANG": "th_TH.UTF-8", "LC_ALL": ""}, "th"),
    ],
)
def test_language_of_the_environment(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language


def test_both_languages_say_the_same_with_the_same_placeholders() -> None:
    texts = Catalogue.shipped()
    spoken = {language: {key for key in texts.keys(language) if key.startswith("cli.")} for language in ("th", "en")}
    assert spoken["th"] == spoken["en"]
    for key in spoken["en"]:
        assert texts.placeholders(key, "th") == texts.placeholders(key, "en"), key


@pytest.mark.parametrize(("locale", "words"), [("th_TH.UTF-8", "ยังไม่ได้ตั้ง"), ("C.UTF-8", "is missing")])
def test_missing_settings_are_named_in_that_language(locale: str, words: str) -> None:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": locale, "PYTHONUTF8": "1"}
    script = "import sys; from rismep.cli import main; sys.exit(main(['serve']))"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"LINE_CHANNEL_SECRET: {words}" in done.stderr
    assert f"PUBLIC_URL: {words}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("locale", "words"), [("th_TH.UTF-8", "ไฟล์เสียหาย"), ("C.UTF-8", "its file is damaged")])
def test_why_the_database_cannot_be_used_is_said_in_that_language(tmp_path: Path, locale: str, words: str) -> None:
    file = tmp_path / "bot.sqlite3"
    file.write_text("no database" * 1_000)
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": locale,
        "PYTHONUTF8": "1",
        "LINE_CHANNEL_SECRET": "a-secret-of-the-tests",
        "LINE_CHANNEL_ACCESS_TOKEN": "a-token-of-the-tests",
        "DATABASE_URL": f"sqlite:///{file}",
        "SECRET_KEY": "a key of the tests that is long enough",
        "ENCRYPTION_KEYS": TEST_KEY,
        "PUBLIC_URL": "http://127.0.0.1:8080",
    }
    script = "import sys; from rismep.cli import main; sys.exit(main(['db', 'upgrade']))"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_of_the_database_has_words(trouble: Trouble) -> None:
    said = {Catalogue.shipped().say(f"cli.trouble.{trouble.name.lower()}", language) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert str(trouble) in said
