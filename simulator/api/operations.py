"""Which function answers which operation of the description."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from simulator.api import content, counts, menus, messages, people, settings
from simulator.calls import Answer, Call

if TYPE_CHECKING:
    from simulator.platform import Platform

OPERATIONS: Mapping[str, Callable[["Platform", Call], Answer]] = MappingProxyType(
    {
        "replyMessage": messages.reply,
        "pushMessage": messages.push,
        "multicast": messages.multicast,
        "broadcast": messages.broadcast,
        "validateReply": messages.validate,
        "validatePush": messages.validate,
        "validateMulticast": messages.validate,
        "validateNarrowcast": messages.validate,
        "validateBroadcast": messages.validate,
        "showLoadingAnimation": messages.show_loading,
        "markMessagesAsRead": messages.mark_as_read,
        "markMessagesAsReadByToken": messages.mark_as_read_by_token,
        "getMessageContent": content.content,
        "getMessageContentPreview": content.preview,
        "getMessageContentTranscodingByMessageId": content.transcoding,
        "getMessageQuota": counts.quota,
        "getMessageQuotaConsumption": counts.consumption,
        "getNumberOfSentReplyMessages": counts.sent_on_day,
        "getNumberOfSentPushMessages": counts.sent_on_day,
        "getNumberOfSentMulticastMessages": counts.sent_on_day,
        "getNumberOfSentBroadcastMessages": counts.sent_on_day,
        "getProfile": people.profile,
        "getFollowers": people.followers,
        "getBotInfo": people.bot_info,
        "issueLinkToken": people.link_token,
        "getGroupSummary": people.group_summary,
        "getGroupMemberCount": people.group_count,
        "getGroupMembersIds": people.group_members,
        "getGroupMemberProfile": people.group_member,
        "leaveGroup": people.leave_group,
        "getWebhookEndpoint": settings.endpoint,
        "setWebhookEndpoint": settings.set_endpoint,
        "testWebhookEndpoint": settings.test_endpoint,
        "createRichMenu": menus.create,
        "validateRichMenuObject": menus.validate,
        "getRichMenu": menus.get,
        "getRichMenuList": menus.get_all,
        "deleteRichMenu": menus.delete,
        "setRichMenuImage": menus.set_image,
        "getRichMenuImage": menus.get_image,
        "setDefaultRichMenu": menus.set_default,
        "getDefaultRichMenuId": menus.get_default,
        "cancelDefaultRichMenu": menus.cancel_default,
        "getRichMenuIdOfUser": menus.of_user,
        "linkRichMenuIdToUser": menus.link_to_user,
        "unlinkRichMenuIdFromUser": menus.unlink_from_user,
        "linkRichMenuIdToUsers": menus.bulk_link,
        "unlinkRichMenuIdFromUsers": menus.bulk_unlink,
        "createRichMenuAlias": menus.create_alias,
        "updateRichMenuAlias": menus.update_alias,
        "getRichMenuAlias": menus.get_alias,
        "deleteRichMenuAlias": menus.delete_alias,
        "getRichMenuAliasList": menus.get_aliases,
    }
)
