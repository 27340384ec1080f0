"""What the words around a telephone number say of it: dead, new, somebody else's, or no telephone.

Those before it are looked for up to where it begins, those after it from where it ends.
"""

import re

from intents.digits import DIGIT

_ME = r"(?:กระผม|ผม|หนู|เรา|ดิฉัน|ฉัน|ฉาน|เฮา|ข้อย|ข่อย|เปิ้น)"
_IS = rf"(?: |[:=.]|คือ|เป็น|ว่า|ของ{_ME}|ของ(?:แม่|พ่อ|พี่|ร้าน|กลุ่ม)|ที่(?:เคย)?(?:ให้|แจ้ง|ลง|ส่ง|ใช้)(?:ไว้|ไป|มา|อยู่)?|ในระบบ)*"
_LABEL = r"(?: |[:=.]|เบอร์|หมายเลข|เลข|โทรศัพท์|โทร|มือถือ|นี้|เอง|ที่|คือ)*"
_PARTICLES = r"(?: |,|\.|\)|นะ|ค่ะ|คะ|ค่า|ครับ|คับ|จ้า|จ้ะ|เจ้า)*"
_END = r"(?:แล้ว|ละ|เลย|นะ|ค่|คะ|ครับ|คับ|จ้|เจ้า|อีก|[ ,.)]|$)"

_DEAD_BEFORE = re.compile(
    rf"(?:(?<!ใช้)(?<!ตาม)(?<!เหมือน)(?:เบอร์|เลข|อัน)(?:โทรศัพท์|โทร|มือถือ)?(?:เก่า|เดิม|ก่อน(?:หน้า(?:นี้)?)?|ที่ผิด|ผิด ?คือ){_IS}"
    rf"|ไม่ใช่{_LABEL}"
    rf"|(?:อย่า|ห้าม|ไม่ต้อง|เลิก|หยุด)(?:เพิ่ง)?(?:โทร|ติดต่อ|ใช้)(?:มา|ไป|หา|เข้า|กลับ)*{_LABEL}"
    rf"|(?:ไม่ได้ใช้|ไม่ใช้|ยกเลิก|ลบ|ปิด)(?:เบอร์|หมายเลข)(?:เก่า|เดิม|นี้)?{_IS}"
    rf"|ผิด(?:ไป)?(?:เป็น|ว่า){_LABEL}"
    rf"|(?:เปลี่ยน|แก้|ย้าย)[^\n]{{0,40}}?จาก(?:เบอร์|หมายเลข|เก่า|เดิม|ของเดิม|[ :])*"
    rf"|แทน(?:ที่)?(?:เบอร์|หมายเลข|อัน)?(?:เก่า|เดิม){_IS}|(?<=\d)แทน ?|(?<=\d )แทน ?"
    r"|(?:แฟกซ์|แฟ็กซ์|โทรสาร|fax)[ :.]*"
    r"|\bold (?:phone )?(?:number|one|no\.?)(?: is| was|[ :])*"
    r"|\b(?:not|don't (?:call|use)|changed (?:my )?(?:number )?from) )$",
    re.IGNORECASE,
)
_DEAD_AFTER = re.compile(
    rf"{_PARTICLES}\(?(?:(?:เบอร์|เลข|อัน|ตัว|ซิม)(?:นี้|นั้น|เก่า|เดิม)?|นี้|นั้น)? ?(?:เป็น|คือ|มัน|ก็|ได้|โดน|ถูก)? ?(?:"
    rf"ไม่(?:ได้)?ใช้(?:งาน)?{_END}|เลิกใช้|ใช้(?:งาน)?ไม่ได้|ยกเลิก(?:เบอร์|การใช้)?(?:ไป)?{_END}|ปิด(?:เบอร์|ซิม|ใช้งาน)?(?:ไป)?แล้ว|ปิด(?:เบอร์|ซิม)"
    rf"|(?:ซิม|เครื่อง|มือถือ|โทรศัพท์)?หาย(?:ไป|หมด|{_END})|เสีย(?:ไป)?แล้ว|หมดอายุ|ระงับ|(?:โดน)?ตัด(?:สัญญาณ|ไป)|ไม่มีแล้ว"
    r"|(?:โทร|ติดต่อ)(?:เข้า|หา|มา)?ไม่(?:ได้|ติด)(?!.{0,2}(?:ช่วง|ตอน|เวลา|ก่อน|หลัง|ถ้า|วัน))"
    rf"|ไม่ติด{_END}|เปลี่ยน(?:เบอร์)?(?:ไป)?แล้ว"
    r"|(?:พิมพ์|เขียน|ให้|แจ้ง|กรอก|ส่ง)?ผิด(?!พลาด|หวัง|นัด|ปกติ|กฎหมาย)|ไม่ใช่(?:เบอร์|ของ|แล้ว|ค่ะ|ครับ|นะ)"
    rf"|(?:เบอร์)?(?:ของ)?แฟนเก่า|เบอร์(?:เก่า|เดิม)(?!{_IS}{DIGIT})"
    rf"|[^\d\n]{{0,16}}(?:อย่า|ห้าม)โทร(?:ไป|หา|เข้า)?{_END}"
    r"|(?:is |was )?(?:no longer|not in use|disconnected|wrong|cancel|out of service|my old))",
    re.IGNORECASE,
)
_STILL_ALIVE = re.compile(rf"{_PARTICLES}(?:ก็)?ยัง(?:ใช้|โทร|ติดต่อ)(?:ได้|อยู่)")
_BECOMES = re.compile(
    rf"{_PARTICLES}(?:ขอ)?(?:เปลี่ยน|แก้|ย้าย)?(?:เบอร์)?(?:ไป|มา)?(?:เป็น|to ){_LABEL}(?:ใหม่)? ?(?:\+|{DIGIT})",
    re.IGNORECASE,
)

_OTHERS = (
    r"(?:กรม|กระทรวง|อบต|อบจ|เทศบาล|ธนาคาร|ธ\.|ธกส|ออมสิน|สสว|สสจ|พาณิชย์จังหวัด|เกษตร(?:อำเภอ|จังหวัด)|อุตสาหกรรมจังหวัด"
    r"|พัฒนาชุมชน|ขนส่ง|ไปรษณีย์|kerry|flash|คู่แข่ง|ลูกค้า|คนอื่น|แฟนเก่า|ซัพ|ผู้ขาย|คนขาย|มิจฉาชีพ|แก๊งค์?คอล|เจ้าหน้าที่|หน่วยงาน"
    r"|เจ้าของเก่า|เจ้าของเดิม|โรงพยาบาล|ตำรวจ|ประกันสังคม|สรรพากร|call ?center|คอลเซ็นเตอร์|สายด่วน)"
)
_OTHERS_BEFORE = re.compile(
    r"(?<!ขอ)(?<!อยากได้)(?<!อยากรู้)เบอร์(?:โทรศัพท์|โทร|ติดต่อ|กลาง)?(?:ของ|ที่)?(?:ทาง)?"
    rf"{_OTHERS}(?:(?!หน่อย|ค่ะ|คะ|ครับ|ด้วย|โทร|ให้|ของ{_ME})[^\d\s]){{0,20}}(?: |:|คือ|เป็น)*$"
    rf"|{_OTHERS}[^\d\s]{{0,10}}โทร(?:มา|เข้า)[^\d\n]{{0,8}}จาก{_LABEL}$",
    re.IGNORECASE,
)
_OF_A_STRANGER = re.compile(
    rf"(?:(?:ลูกค้า|คู่แข่ง|ผู้ขาย|คนขาย|มิจฉาชีพ|ซัพ[^\d\s]{{0,10}})(?:ให้)?เบอร์|เป็น(?:เบอร์)?ของ{_OTHERS}){_LABEL}$"
)
_OTHERS_AFTER = re.compile(
    rf"{_PARTICLES}(?:นี้|นั้น)? ?(?:(?:เป็น|คือ) ?(?:เบอร์|ของ)|ของ|\(|เบอร์(?![^\d\s]{{0,20}}(?: |:|คือ)*{DIGIT}))"
    rf"(?:โทรศัพท์|โทร)?(?:ของ)?(?:ทาง)?(?:{_OTHERS}|[^\d\s]{{1,20}}ที่(?:จ้าง|สั่ง|ซื้อ|เคย))"
    rf"|{_PARTICLES}(?:ก็|แต่)? ?ไม่มี(?:ใคร|คน|ผู้|เจ้าหน้าที่)รับ|{_PARTICLES}โทรมา(?:หลอก|อ้าง|ทวง)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"{_PARTICLES}(?:(?:นี้|นี่)? ?(?:เป็น|คือ)?(?:เบอร์|ของ)[^\d\s]{{1,14}}?(?=ใช่)|(?:นี้)? ?)"
    r"(?:ใช่|ถูก)(?:ต้อง)?(?:เบอร์[^\d\s]{0,12}?)?(?:ไหม|มั้ย|มั๊ย|ไม๊|หรือ|รึ|ป่าว|เปล่า|ป่ะ)"
    r"|(?:นี้|นี่)? ?(?:เป็น|คือ)?(?:เบอร์|ของ)(?:ของ)?(?:ใคร|อะไร|ที่ไหน)"
)
_TO_ME = re.compile(rf"(?:{_ME}|กลับ|ไว้|มา|หา){_LABEL}$")
_CALLED = re.compile(
    rf"(?:(?:โทรศัพท์|โทร|ติดต่อ)(?:ไป|หา|ถาม|แล้ว|เข้า)+|เคยโทร){_LABEL}$|โทรไป(?:ถาม|หา|ที่)(?:(?!{_ME})[^\d\n]){{0,14}}$"
)
_IN_VAIN = re.compile(r"[^\d\n]{0,12}?(?:ไม่(?:ยอม)?รับ|ไม่ติด|ไม่มี|สายไม่ว่าง|แล้ว|เขา)")
_FROM_A_CALLER = re.compile(r"มี(?:เบอร์|คน|หมายเลข)(?:แปลก[^\d\s]{0,4})? ?$")
_FROM_SOMEONE = re.compile(rf"(?:คน|ใคร)[^\d\s]{{0,8}}โทร(?:มา|เข้า)+ ?จาก{_LABEL}$")
_CALLING = re.compile(r" ?(?:โทร|ติดต่อ)(?:มา|เข้า)")

_BANK = r"(?:กสิกร(?:ไทย)?|กรุงไทย|กรุงเทพ|กรุงศรี|ไทยพาณิชย์|ออมสิน|ทหารไทย|ธ\.?ก\.?ส\.?|ttb|scb|kbank|ktb|bbl)"
_NOT_PHONE_BEFORE = re.compile(
    r"(?:(?:เลข|หมายเลข|รหัส)(?:ที่)?(?:พัสดุ|บัญชี|ออ(?:ร์)?เดอร์|คำ?สั่งซื้อ|สั่งซื้อ|ใบเสร็จ|ใบอนุญาต|สมาชิก|ติดตาม|อ้างอิง|ทะเบียน|ลูกค้า|เคส|คำขอ|มิเตอร์)"
    rf"|เข้าบัญชี|บ/ช|บช\.?|บัญชี(?:ธนาคาร)? ?{_BANK}|บัญชี ?เลขที่|โอน(?:เงิน)?(?:เข้า|ไป|มา|ให้)|รหัส[^\d\s]{{0,14}}"
    r"|(?<!รับ)(?<!สั่ง)(?<!เปิด)ออ(?:ร์)?เดอร์|พัสดุ|คำสั่งซื้อ|ใบสั่งซื้อ|tracking|แทร็?ก(?:กิ้ง)?|invoice|ใบเสร็จ"
    r"|(?<!to )(?<!for )(?<!can )\border|\baccount|(?<!เบอร์)(?<!โทร)(?<!ติดต่อ)เลขที่)"
    rf"(?: |[:=.#]|คือ|เป็น|เลขที่|เลข|ที่|หมายเลข|ธนาคาร|{_BANK}|ธ\.|บัญชี"
    r"|ชื่อ[^\d\s]{1,12}|ของ[^\d\s]{1,10}|no\.?|number|is)*$",
    re.IGNORECASE,
)
_NOT_PHONE_AFTER = re.compile(rf"{_PARTICLES}(?:ธนาคาร|ธ\.)?(?:{_BANK})? ?ชื่อบัญชี", re.IGNORECASE)

_WINS = re.compile(
    r"(?:(?:เบอร์|อัน|เลข|หมายเลข)(?:โทร)?ใหม่|ที่ถูก(?:ต้อง)?|(?:เปลี่ยน|แก้)[^\d\n]{0,12}เป็น|(?<!ตัว)(?<!ผู้)แทน"
    r"|\bnew (?:phone )?(?:number|one|no\.?)"
    rf"|ส่วน(?:ของ|เบอร์|ตัว)*{_ME})(?: |[:=.]|ด้วย|คือ|เป็น|ใช้|is|นะ|ค่ะ|คะ|ครับ|ของ{_ME}|เบอร์|โทร|นี้)*$",
    re.IGNORECASE,
)
_WINS_AFTER = re.compile(
    rf"{_PARTICLES}\(?(?:แทน|ถึงจะถูก|คือที่ถูก|(?:เบอร์|อัน|เลข)?(?:นี้)?ใหม่(?!{_IS}{DIGIT}))", re.IGNORECASE
)
_MINE_TOO = re.compile(rf"(?<!บ้าน)(?<!ร้าน)(?:ของ|เบอร์)(?:{_ME}|พี่|ป้า|ลุง|น้า|ยาย|แม่ค้า){_LABEL}$")
_NEAR = 60


def is_no_use(text: str, start: int, end: int) -> bool:
    """Whether the number there is dead, wrong, somebody else's or no telephone at all."""
    before, after = (text, max(0, start - _NEAR), start), (text, end)
    return bool(
        (_DEAD_BEFORE.search(*before) and not _STILL_ALIVE.match(*after))
        or _DEAD_AFTER.match(*after)
        or _BECOMES.match(*after)
        or _NOT_PHONE_BEFORE.search(*before)
        or _NOT_PHONE_AFTER.match(*after)
        or _is_somebody_elses(before, after)
    )


def _is_somebody_elses(before: tuple[str, int, int], after: tuple[str, int]) -> bool:
    return bool(
        _OTHERS_BEFORE.search(*before)
        or _OF_A_STRANGER.search(*before)
        or _FROM_SOMEONE.search(*before)
        or _OTHERS_AFTER.match(*after)
        or (_ASKED.match(*after) and not _TO_ME.search(*before))
        or (_CALLED.search(*before) and _IN_VAIN.match(*after))
        or (_FROM_A_CALLER.search(*before) and _CALLING.match(*after))
    )


def is_right_one(text: str, start: int, end: int) -> bool:
    """Whether it is said to be the new or the right one."""
    return bool(_WINS.search(text, max(0, start - _NEAR), start) or _WINS_AFTER.match(text, end))


def is_mine(text: str, start: int) -> bool:
    """Whether whoever writes calls it theirs."""
    return bool(_MINE_TOO.search(text, max(0, start - _NEAR), start))
