"""The last word of a talk: thanks and a plain "ok" ask for no answer."""

import pytest

from intents.replies import is_courtesy


@pytest.mark.parametrize(
    "words",
    [
        "ขอบคุณค่ะ",
        "ขอบคุณมากๆ นะคะ",
        "ขอบใจจ้า",
        "โอเคครับ ขอบคุณครับ",
        "รับทราบค่ะ",
        "ค่ะ ขอบพระคุณค่ะ",
        "ได้ค่ะ",
        "เข้าใจแล้วค่ะ ขอบคุณมาก",
        "thank you so much",
        "ok thanks!",
        "ฝากด้วยนะคะ",
        "รบกวนด้วยค่ะ",
        "โอ้โห เร็วจัง",
        "🙏🙏",
        "👍",
    ],
)
def test_thanks_are_courtesy(words: str) -> None:
    assert is_courtesy(words)


@pytest.mark.parametrize(
    "words",
    ["ขอบคุณค่ะ แล้วต้องไปรับเองไหมคะ", "ยังไม่ได้ค่ะ", "ไม่โอเคค่ะ", "ได้เมื่อไหร่คะ", "โทรมาได้เลยค่ะ", "thanks but when?", "", "?"],
)
def test_what_waits_for_an_answer_is_none(words: str) -> None:
    assert not is_courtesy(words)
