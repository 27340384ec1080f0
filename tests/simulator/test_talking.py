"""The unmodified SDK talks with people through the platform."""

from typing import Any

from linebot.v3.messaging import (
    FlexContainer,
    FlexMessage,
    PushMessageRequest,
    QuickReply,
    ReplyMessageRequest,
    TextMessage,
)

from tests.simulator.conftest import World

OFFER = {
    "type": "bubble",
    "body": {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {"type": "text", "text": "งานใหม่", "weight": "bold"},
            {
                "type": "box",
                "layout": "baseline",
                "contents": [{"type": "text", "text": "จังหวัด"}, {"type": "text", "text": "พัทลุง"}],
            },
        ],
    },
    "footer": {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {
                "type": "button",
                "action": {"type": "postback", "label": "รับเรื่อง", "data": "accept=1", "displayText": "รับเรื่องค่ะ"},
            },
            {"type": "button", "action": {"type": "uri", "label": "ดูเพิ่ม", "uri": "https://example.com/1"}},
        ],
    },
}


def test_a_text_is_echoed_by_reply(world: World) -> None:
    world.owner.follow()
    message_id = world.owner.type("สวัสดีค่ะ")
    mine, answer = world.owner.chat
    assert (mine.message_id, mine.who, mine.text) == (message_id, "me", "สวัสดีค่ะ")
    assert (answer.who, answer.text, answer.via) == ("bot", "สวัสดีค่ะ", "reply")
    assert [one.status for one in world.platform.webhooks] == [200, 200]
    assert [event["type"] for event in world.bot.heard] == ["follow", "message"]


def test_a_flex_card_is_read_and_tapped(world: World) -> None:
    world.owner.follow()
    card = FlexMessage(altText="งานใหม่", contents=FlexContainer.from_dict(OFFER))
    sent = world.api.push_message(PushMessageRequest(to=world.owner.user_id, messages=[card]))
    entry = world.owner.chat[-1]
    assert entry.message_id == sent.sent_messages[0].id
    assert entry.text == "งานใหม่\nจังหวัด พัทลุง"
    assert entry.labels == ["รับเรื่อง", "ดูเพิ่ม"]
    assert world.owner.tap("ดูเพิ่ม") == "https://example.com/1"
    assert world.owner.tap("รับเรื่อง") is None
    assert world.owner.chat[-1].text == "รับเรื่องค่ะ"
    assert world.bot.heard[-1]["postback"] == {"data": "accept=1"}


def test_quick_replies_vanish_with_the_next_message(world: World) -> None:
    choices = QuickReply.from_dict(
        {"items": [{"type": "action", "action": {"type": "message", "label": "ใช่", "text": "ใช่ค่ะ"}}]}
    )
    asked = TextMessage(text="ใช่ไหมคะ", quickReply=choices)

    def answer(event: dict[str, Any]) -> None:
        if len(world.bot.heard) == 1:
            world.api.reply_message(ReplyMessageRequest(replyToken=event["replyToken"], messages=[asked]))

    world.bot.answer = answer
    world.owner.type("ถามหน่อย")
    assert world.owner.labels == ["ใช่"]
    world.owner.tap("ใช่")
    assert world.owner.chat[-1].text == "ใช่ค่ะ"
    assert world.owner.labels == []
