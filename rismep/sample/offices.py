"""The kinds of members that the sample directory invents, and where they stand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """A kind of member: what it is called and which needs it serves, by kind of service."""

    mark: str
    name_th: str
    name_en: str
    kind: str
    services: tuple[tuple[str, str], ...]
    network: str = "bdsp"
    capacity: int = 10
    languages: str = "th"
    people: int = 1


CENTRE = Office(
    "IPC",
    "ศูนย์ส่งเสริมอุตสาหกรรมภาคตัวอย่าง",
    "Sample regional industry centre",
    "state",
    (
        ("branding|packaging", "expert"),
        ("product_development|shelf_life", "equipment"),
        ("production", "advice"),
        ("credit", "finance"),
    ),
    capacity=40,
    languages="th|en",
    people=2,
)
INDUSTRY = Office(
    "IND",
    "สำนักงานอุตสาหกรรมตัวอย่าง",
    "Sample industry office",
    "state",
    (("production", "advice"), ("credit", "finance")),
)
HEALTH = Office("HLT", "สำนักงานสาธารณสุขตัวอย่าง", "Sample public health office", "state", (("fda_gmp", "advice"),))
COMMERCE = Office(
    "COM",
    "สำนักงานพาณิชย์ตัวอย่าง",
    "Sample commerce office",
    "state",
    (("ip", "advice"), ("online_marketing", "training")),
)
FARMING = Office("AGR", "สำนักงานเกษตรตัวอย่าง", "Sample agriculture office", "state", (("organic", "advice"),))
COMMUNITY = Office(
    "CDD",
    "สำนักงานพัฒนาชุมชนตัวอย่าง",
    "Sample community development office",
    "state",
    (("branding|packaging", "advice"), ("online_marketing", "training")),
)
BY_TURNS = (HEALTH, COMMERCE, FARMING, COMMUNITY)
UNIVERSITY = Office(
    "UNI",
    "มหาวิทยาลัยตัวอย่าง",
    "Sample university",
    "university",
    (("packaging|product_development|shelf_life", "expert"), ("ip", "advice")),
    capacity=15,
    languages="th|en",
)
BANK = Office("BNK", "ธนาคารตัวอย่าง สาขา", "Sample bank, branch", "bank", (("credit", "finance"),), capacity=30)
GUARANTEE = Office(
    "GUA",
    "สำนักงานค้ำประกันสินเชื่อตัวอย่าง สาขา",
    "Sample credit guarantee office, branch",
    "bank",
    (("credit_guarantee", "finance"),),
    capacity=30,
)
BRAND_CONSULTANT = Office(
    "CON",
    "ที่ปรึกษาแบรนด์และการขายออนไลน์ตัวอย่าง",
    "Sample brand and online sales consultant",
    "consultant",
    (("branding", "expert"), ("online_marketing", "project")),
    network="consultant",
    capacity=4,
    languages="th|en",
)
PLANT_CONSULTANT = Office(
    "CON",
    "ที่ปรึกษาโรงงานตัวอย่าง",
    "Sample plant consultant",
    "consultant",
    (("fda_gmp|production", "expert"),),
    network="consultant",
    capacity=4,
)
NATIONAL = (
    ("FDA", "สำนักงานอาหารและยาตัวอย่าง", "Sample food and drug office", "state", "fda_gmp", "advice"),
    ("IPR", "สำนักงานทรัพย์สินทางปัญญาตัวอย่าง", "Sample intellectual property office", "state", "ip", "advice"),
    ("TRD", "สำนักงานส่งเสริมการค้าตัวอย่าง", "Sample trade office", "state", "branding|online_marketing", "project"),
    ("DIG", "สำนักงานเศรษฐกิจดิจิทัลตัวอย่าง", "Sample digital office", "state", "online_marketing", "training"),
    ("ORG", "สำนักงานมาตรฐานเกษตรตัวอย่าง", "Sample farm standards office", "state", "organic", "advice"),
    ("CER", "ผู้ตรวจรับรองอินทรีย์ตัวอย่าง", "Sample organic certifier", "private", "organic", "project"),
    ("RES", "สถาบันวิจัยตัวอย่าง", "Sample research institute", "state", "packaging|shelf_life", "equipment"),
    ("INN", "สำนักงานนวัตกรรมตัวอย่าง", "Sample innovation office", "state", "product_development", "project"),
    ("PRO", "สถาบันเพิ่มผลผลิตตัวอย่าง", "Sample productivity institute", "private", "production", "training"),
    ("EXB", "ธนาคารเพื่อการส่งออกตัวอย่าง", "Sample export bank", "bank", "credit", "finance"),
    ("GHQ", "สำนักงานใหญ่ค้ำประกันสินเชื่อตัวอย่าง", "Sample guarantee head office", "bank", "credit_guarantee", "finance"),
)


def _seats(numbers: str) -> tuple[str, ...]:
    return tuple(f"TH-{number}" for number in numbers.split())


UNIVERSITY_SEATS = _seats("50 57 56 65 60 40 41 44 47 30 31 34 33 72 73 71 14 13 20 22 84 80 90 93")
BANK_SEATS = _seats("10 50 53 62 41 40 32 34 76 21 83 80 90 96")
BRAND_SEATS = _seats("58 53 61 39 45 36 37 75 23 82 92")
PLANT_SEATS = _seats("51 67 60 42 46 32 33 74 24 86 91")
NO_FARMING_NEAR = 9
"""In the region of this centre nobody serves organic farming: Bangkok has to."""
