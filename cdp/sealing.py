"""Links that open something, kept in rows until they are sent: a copy of the database alone opens nothing.

The key comes from SECRET_KEY, with which one could open far more; it is nowhere in the database.
"""

import base64
import hashlib
import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

SEAL = re.compile(r"⟦sealed:([\w=-]+)⟧")


class SealBroken(Exception):
    """It was sealed with another SECRET_KEY, or was never sealed."""


def seal(text):
    """A piece of text that may stand in any other."""
    return f"⟦sealed:{_box().encrypt(text.encode()).decode()}⟧"


def opened(text):
    """The text as its reader gets it."""
    return SEAL.sub(lambda found: _open(found[1]), text)


def hidden(text, words="[a link that only the mail holds]"):
    """The text for everybody else."""
    return SEAL.sub(words, text)


def harmless(text):
    """What a person wrote, without anything that could be taken for a seal."""
    return text.replace("⟦sealed:", "⟦")


def _open(sealed):
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken("A link in it was sealed with another SECRET_KEY and cannot be opened any more.") from None


def _box():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(each)) for each in keys])


def _key(secret):
    return base64.urlsafe_b64encode(hashlib.sha256(f"cdp.sealing:{secret}".encode()).digest())
