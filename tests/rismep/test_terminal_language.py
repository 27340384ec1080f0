"""The operator's terminal is answered in the language that it asks for."""

import os
import subprocess
import sys

import pytest

from rismep.cli import terminal_language
from texts.catalogue import Catalogue


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
