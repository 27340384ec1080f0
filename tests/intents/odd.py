"""Input that no one means: what a keyboard, a stranger or a broken phone can send."""

LONG = 5_000

NOTHING = (
    *("", " ", "\n" * LONG, "\u200b", "\u200b" * LONG, "\ufeff", "\x00\x01\x1b[31m"),
    *("ก", "a", "1", "่", "ี", "้้้้", "่้๊", "ฺ" * LONG, ".", "?", "..."),
    *("a" * LONG, "ก" * LONG, "0" * LONG, "๑๒๓๔๕" * 1000, "12345", "12 34", "???"),
    *("👍", "🤷", "😀😂", "👍" * LONG, "🇹🇭" * 2500, "👩‍👩‍👧" * 1000),
    *("\ud800", "\udfff\ud800", "\ud800" * LONG, "\udc00ก"),
)
"""Nothing is said: no need may be read out of it, and nothing is sure."""

MASHED = (
    *("xqzj kwv", "asdfghjkl", "qpwo rutyx mznb", "fgh" * 1666, "dkslfj alskdfj wieur xncb" * 200),
    *("กa ขb qz คxw", "zk ฌฎฏ qwp ฑฒณ xcv", "Ⅷ½²🇹🇭 xq"),
)
"""Letters of one or of several scripts in which nothing is said either."""

WORDY = (
    "อยากได้กล่องใหม่ใส่ขนม ของเดิมบุบง่ายตอนส่ง แล้วก็คิดว่าจะหาเงินมาซื้อเตาอีกตัว เพราะตัวเก่าไฟไม่แรง "
    "ส่วนเรื่องฉลากนั้นยังไม่มี อย. เลยสักตัว ลูกค้าที่ตลาดเกษตรถามทุกอาทิตย์ว่าเก็บได้กี่วัน ตอบไม่ถูกเหมือนกัน "
)
"""Many different words, for the longest of messages."""

ODD = (
    *NOTHING,
    *MASHED,
    *("ฟหกดฟหกด", "ครับ" * 1250, "นา" * 2500, "ไม่" * 1600, "ก่" * 2500, (WORDY * 30)[:LONG]),
    *("อยาก\u202eกู้", "ｆｕｌｌ ｗｉｄｔｈ", "Ⅷ½²🇹🇭", "ĀĂ привет 你好 สวัสดี", "你好 안녕", "กาฟ ab ๑"),
    *("<script>alert(1)</script>", "'; DROP TABLE people; --", '{"type":"bubble"}', "${jndi:ldap}", "%s%n"),
    *("อยากกู้เงิน " * 416, "จ." * 2500, "อ.เมือง " * 700, "080-000-000" * 450, "5 แสน " * 800, "a" * 60 + "ก" * 4940),
)
"""All of it: each is answered at once."""
