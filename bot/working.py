"""What a chat gets next: its oldest event answered, what it is owed, a file that it sent, its menu."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from bot import attachments, delivery, rich_menus, trail, turn
from bot.bot import Bot
from bot.setting_aside import place_of
from intake.incoming import Kind
from storage.chats import Left, Look, look_at
from storage.trouble import OF_ONE_ROW, trouble_of

log = logging.getLogger(__name__)


def next_pieces(bot: Bot, chats: Sequence[str], done: Callable[[str, bool], None]) -> set[str]:
    """One piece of work for each of these chats; who had any? `done` hears it of some as soon as their own has
    ended. Raises trouble of the database.
    """
    with bot.look() as session:
        looks = look_at(session, chats, bot.clock())
    answered = _answer(bot, [look for look in looks if look.waiting is not None])
    others = [look for look in looks if look.chat not in answered]
    for chat in answered if others else ():
        done(chat, True)
    served = bot.each(partial(_serve, bot, done), others)
    return answered | {look.chat for look, was_served in zip(others, served, strict=True) if was_served}


def _answer(bot: Bot, looks: Sequence[Look]) -> set[str]:
    """Who was answered: all together, or, since no turn may fail for the fault of another, each by itself."""
    people = [look for look in looks if look.waiting is not None and look.waiting.kind != Kind.JOIN]
    if len(people) > 1:
        try:
            turn.answer_together(bot, people)
        except Exception as error:
            if trouble_of(error) not in (None, *OF_ONE_ROW):
                raise
            log.warning("turns failed together, now each by itself: %s", place_of(error))
        else:
            groups = [look for look in looks if look not in people]
            return {look.chat for look in people} | _answer_each(bot, groups)
        finally:
            trail.follow(None)
    return _answer_each(bot, looks)


def _answer_each(bot: Bot, looks: Sequence[Look]) -> set[str]:
    return {look.chat for look in looks if _answer_oldest(bot, look)}


def _answer_oldest(bot: Bot, look: Look) -> bool:
    """A turn that fails is tried again by the clock; what the chat is owed goes on meanwhile."""
    try:
        return turn.answer_oldest(bot, look)
    except Exception as error:
        trouble = trouble_of(error)
        if trouble not in (None, *OF_ONE_ROW):
            raise
        if trouble is None:
            log.exception("turn failed")
        return False
    finally:
        trail.follow(None)


def _serve(bot: Bot, done: Callable[[str, bool], None], look: Look) -> bool:
    trail.follow(None)
    served = look.left is not None and _serve_one(bot, look.chat, look.left)
    done(look.chat, served)
    return served


def _serve_one(bot: Bot, chat: str, left: Left) -> bool:
    if left.message and _deliver_next(bot, chat):
        return True
    if left.file and attachments.fetch_next(bot, chat):
        return True
    menu = rich_menus.wanted_menu(left)
    return menu is not None and rich_menus.show_wanted(bot, chat, menu)


def _deliver_next(bot: Bot, chat: str) -> bool:
    try:
        return delivery.deliver_next(bot, chat)
    finally:
        trail.follow(None)
