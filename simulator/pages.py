"""The pages: all phones side by side, and one phone alone."""

from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template

if TYPE_CHECKING:
    from simulator.platform import Platform

#: The few words of the page itself, by the phone's language.
WORDS = {
    "th": {
        "write": "พิมพ์ข้อความ",
        "send": "ส่ง",
        "attach": "แนบ",
        "photo": "รูปภาพ",
        "file": "ไฟล์",
        "sticker": "สติกเกอร์",
        "location": "ตำแหน่ง",
        "add_friend": "เพิ่มเพื่อน",
        "block": "บล็อก",
        "unblock": "เลิกบล็อก",
        "menu": "เมนู",
        "unsend": "ยกเลิกข้อความ",
        "unsent": "คุณยกเลิกข้อความ",
        "read": "อ่านแล้ว",
        "blocked": "บล็อกบัญชีนี้อยู่",
        "place_name": "ชื่อสถานที่",
        "place_address": "ที่อยู่",
        "choose": "เลือก",
        "cancel": "ปิด",
        "copied": "คัดลอกแล้ว",
        "today": "วันนี้",
    },
    "en": {
        "write": "Enter a message",
        "send": "Send",
        "attach": "Attach",
        "photo": "Photo",
        "file": "File",
        "sticker": "Sticker",
        "location": "Location",
        "add_friend": "Add friend",
        "block": "Block",
        "unblock": "Unblock",
        "menu": "Menu",
        "unsend": "Unsend",
        "unsent": "You unsent a message",
        "read": "Read",
        "blocked": "You have blocked this account",
        "place_name": "Name of the place",
        "place_address": "Address",
        "choose": "Choose",
        "cancel": "Close",
        "copied": "Copied",
        "today": "Today",
    },
}


def pages(platform: "Platform") -> Blueprint:
    """Routes below /phones."""
    routes = Blueprint("pages", __name__, url_prefix="/phones")

    @routes.get("")
    def all_phones() -> str:
        with platform.lock:
            phones = list(platform.people.values())
        return render_template("phones.html", phones=phones, account=platform.account_name)

    @routes.get("/<user_id>")
    def one_phone(user_id: str) -> str:
        phone = platform.people.get(user_id)
        if phone is None:
            abort(404)
        words = WORDS.get(phone.language, WORDS["en"])
        zone = platform.rules.time_zone
        return render_template("phone.html", phone=phone, account=platform.account_name, words=words, zone=zone)

    return routes
