"""What owners of the town say: their matters, whose understanding is not the point here, and everything else."""

from intake.reading import Reading
from network.needs import Need
from tests.histories.directory import PROVINCES

MATTERS: dict[tuple[Need, ...], str] = {
    (Need.PACKAGING,): "อยากได้คนช่วยออกแบบบรรจุภัณฑ์",
    (Need.CREDIT,): "อยากขอสินเชื่อไปซื้อเครื่อง",
    (Need.BRANDING,): "อยากได้โลโก้กับแบรนด์ใหม่",
    (Need.ORGANIC,): "อยากขอรับรองเกษตรอินทรีย์",
    (Need.PACKAGING, Need.CREDIT): "ฉลากลอกหมดแล้ว และอยากกู้เงินด้วย",
    (Need.PACKAGING, Need.BRANDING): "อยากทำกล่องใหม่พร้อมโลโก้",
    (Need.CREDIT, Need.ORGANIC): "อยากกู้เงินไปขอรับรองเกษตรอินทรีย์",
}

ONE_NEED = tuple(needs[0] for needs in MATTERS if len(needs) == 1)

PLACES = dict(zip(PROVINCES, ("พัทลุง", "สงขลา", "กรุงเทพ"), strict=True))

SAYINGS = (
    "สถานะ",
    "คุยกับเจ้าหน้าที่",
    "ยกเลิก",
    "ไม่มีใครโทรมาเลยค่ะ",
    "เขาโทรมาแล้วค่ะ",
    "ใช่ค่ะ",
    "ไม่ใช่ค่ะ",
    "ขอบคุณค่ะ",
    "ไม่ต้องการแล้วค่ะ",
    "ไม่ใช่ สงขลาต่างหาก",
    "ฉลากโดนน้ำแล้วลอก",
    "สองแสนกว่า",
    "500000",
    "3",
    "ข้อมูลของฉัน",
    "ยุ่งมากค่ะช่วงนี้",
    "English",
)

OF_PROVIDERS = ("ไม่มีเวลาค่ะ", "2", "1 มกราคม", "5-10 ธ.ค.", "สถานะ", "อยากทราบว่าผลิตเดือนละเท่าไรคะ")


def matter(needs: tuple[Need, ...], province: str, phone: str | None) -> tuple[str, Reading]:
    """A whole matter in one message, and how it is read."""
    text = f"{MATTERS[needs]} อยู่{PLACES[province]}" + (f" โทร {phone}" if phone else "")
    digits = phone.replace("-", "") if phone else None
    return text, Reading(text, needs, sure=True, province=province, product="น้ำพริก", phone=digits)
