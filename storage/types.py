"""Column types: aware UTC times, encrypted values, and the one size of integer keys."""

import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary
from sqlalchemy.types import TypeDecorator

Key = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in an INTEGER primary key."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused, since SQLite would give it back as anything."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Keyring:
    """The keys that names, phones and words are encrypted with; the first encrypts, all decrypt.

    One per process, set once by wiring before the first row is written.
    """

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None
        self._for_marks: list[bytes] = []

    def use(self, keys: list[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        # A key of its own: what encrypts serves for nothing else.
        self._for_marks = [hmac.digest(key.encode(), b"marks", "sha256") for key in keys]

    def marks(self, value: str) -> list[bytes]:
        """By what an encrypted value is found again without being opened: it is kept by the first of these, and
        looked for by all, since it may have been kept under an older key.
        """
        return [hmac.digest(key, value.encode(), "sha256") for key in self._for_marks]

    @property
    def fernet(self) -> MultiFernet:
        if self._fernet is None:
            raise RuntimeError("no encryption key: wiring has not set one")
        return self._fernet


KEYRING = Keyring()


class Sealed(TypeDecorator[Any]):
    """A value that stands encrypted in the database; search never sees it."""

    impl = LargeBinary
    cache_ok = True
    _to_bytes: Callable[[Any], bytes]
    _from_bytes: Callable[[bytes], Any]

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return KEYRING.fernet.encrypt(type(self)._to_bytes(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        return type(self)._from_bytes(KEYRING.fernet.decrypt(bytes(value)))


class Encrypted(Sealed):
    """Text, encrypted."""

    cache_ok = True
    _to_bytes = staticmethod(str.encode)
    _from_bytes = staticmethod(bytes.decode)


class EncryptedBytes(Sealed):
    """A file, encrypted."""

    cache_ok = True
    _to_bytes = staticmethod(bytes)
    _from_bytes = staticmethod(bytes)


def opened(sealed: bytes) -> bytes:
    """What stands in a column of EncryptedBytes, read as it stands there. Raises InvalidToken when none of the keys
    opens it.
    """
    return KEYRING.fernet.decrypt(sealed)


class EncryptedJson(Sealed):
    """Plain data of JSON's kinds, encrypted."""

    cache_ok = True
    _to_bytes = staticmethod(lambda value: json.dumps(value, ensure_ascii=False).encode())
    _from_bytes = staticmethod(json.loads)
