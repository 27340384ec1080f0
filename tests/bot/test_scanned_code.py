"""An invite code that is scanned in LINE opens our chat with the code typed."""

from tests.stories.stage import Stage

CODE = "RISMEP-0000-0000"


def test_the_picture_opens_the_chat_of_this_account(on: Stage) -> None:
    scanned = on.house.desk().scanned(CODE)
    assert scanned.startswith("https://line.me/R/oaMessage/%40")
    assert scanned.endswith(f"/?{CODE}")


def test_without_line_the_picture_holds_the_code_itself(on: Stage) -> None:
    on.platform.faults.add("/v2/bot/info", "500")
    assert on.house.desk().scanned(CODE) == CODE
