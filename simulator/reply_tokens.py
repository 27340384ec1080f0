"""Reply tokens: one use, a short life."""

from dataclasses import dataclass
from datetime import datetime

from simulator.calls import forget_oldest
from simulator.errors import INVALID_REPLY_TOKEN, Refused
from simulator.rules import Rules


@dataclass
class ReplyToken:
    chat_id: str
    made_at: datetime
    good_until: datetime
    used: bool = False


class ReplyTokens:
    """The tokens given out lately. The platform's lock guards it."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._tokens: dict[str, ReplyToken] = {}

    def give(self, token: str, chat_id: str, now: datetime) -> str:
        self._tokens[token] = ReplyToken(chat_id, now, now + self._rules.reply_token_life)
        forget_oldest(self._tokens, self._rules.log_length)
        return token

    def chat_of(self, token: str, now: datetime) -> str:
        """Whom the token answers. Raises Refused (400): used, expired and unknown sound alike."""
        known = self._tokens.get(token)
        if known is None or known.used or now > known.good_until:
            raise Refused(400, INVALID_REPLY_TOKEN)
        return known.chat_id

    def use(self, token: str) -> None:
        self._tokens[token].used = True

    def prolong(self, token: str, now: datetime) -> None:
        """A redelivered webhook gives an unused token its life again while the event is not too old."""
        known = self._tokens.get(token)
        if known and not known.used and now <= known.made_at + self._rules.redelivered_within:
            known.good_until = now + self._rules.reply_token_life
