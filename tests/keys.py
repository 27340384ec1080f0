"""The encryption key of every test."""

from base64 import urlsafe_b64encode

TEST_KEY = urlsafe_b64encode(b"a key that guards nothing at all").decode()
