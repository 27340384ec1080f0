"""Who the people and the account are."""

from typing import TYPE_CHECKING

from simulator.calls import Answer, Call
from simulator.errors import NOT_FOUND, Refused

if TYPE_CHECKING:
    from simulator.groups import Group
    from simulator.phones import Phone
    from simulator.platform import Platform


def profile(platform: "Platform", call: Call) -> Answer:
    """404 for people who blocked the account, never wrote to it, or do not exist."""
    phone = platform.people.get(call.arguments["userId"])
    if phone is None or phone.has_blocked or not (phone.is_friend or phone.wrote_at):
        raise Refused(404, NOT_FOUND)
    return Answer(_told(phone) | {"language": phone.language})


def followers(platform: "Platform", call: Call) -> Answer:
    del call
    return Answer({"userIds": [one.user_id for one in platform.people.values() if one.is_friend]})


def bot_info(platform: "Platform", call: Call) -> Answer:
    del call
    told = {
        "userId": platform.bot_id,
        "basicId": "@000example",
        "displayName": platform.account_name,
        "chatMode": "bot",
        "markAsReadMode": "auto",
    }
    return Answer(told)


def link_token(platform: "Platform", call: Call) -> Answer:
    if call.arguments["userId"] not in platform.people:
        raise Refused(404, NOT_FOUND)
    return Answer({"linkToken": platform.new_id().hex})


def _told(phone: "Phone") -> dict[str, str]:
    return {"userId": phone.user_id, "displayName": phone.display_name}


def group_summary(platform: "Platform", call: Call) -> Answer:
    group = _group(platform, call)
    return Answer({"groupId": group.group_id, "groupName": group.name})


def group_count(platform: "Platform", call: Call) -> Answer:
    return Answer({"count": len(_group(platform, call).members)})


def group_members(platform: "Platform", call: Call) -> Answer:
    return Answer({"memberIds": [one.user_id for one in _group(platform, call).members]})


def group_member(platform: "Platform", call: Call) -> Answer:
    for member in _group(platform, call).members:
        if member.user_id == call.arguments["userId"]:
            return Answer(_told(member))
    raise Refused(404, NOT_FOUND)


def leave_group(platform: "Platform", call: Call) -> Answer:
    with platform.lock:
        _group(platform, call).has_bot = False
    return Answer({})


def _group(platform: "Platform", call: Call) -> "Group":
    group = platform.groups.get(call.arguments["groupId"])
    if group is None or not group.has_bot:
        raise Refused(404, NOT_FOUND)
    return group
