"""The list of cases and the page of one."""


def test_a_case_page_tells_its_whole_story(room, opened):
    case_id = opened()
    page = room.signed_in("south").get(f"/console/cases/{case_id}")
    for words in ("2570-000001", "ฉลากโดนน้ำแล้วลอก", "น้ำพริกตัวอย่าง", "0800000001", "มหาวิทยาลัยตัวอย่าง พัทลุง"):
        assert words in page
