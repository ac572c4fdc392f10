"""Personal tokens: cdp_ + 8 letters by which one is found + _ + 34 letters that nobody guesses + 6 that check the rest.

A letter is one of 62. The mark at the front is what programs that look for lost secrets search for; the check at the
end tells a mistyped token, or one that only looks alike, from one that was made here, without asking the database.
"""

import hashlib
import re
import secrets
import string
import zlib
from dataclasses import dataclass

MARK = "cdp_"
LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX, SECRET, CHECK = 8, 34, 6
WHOLE = re.compile(rf"{MARK}([0-9A-Za-z]{{{PREFIX}}})_([0-9A-Za-z]{{{SECRET}}})([0-9A-Za-z]{{{CHECK}}})")


class NotAToken(ValueError):
    """It was not made here, or a part of it was lost or mistyped."""


@dataclass(frozen=True)
class NewToken:
    """What is shown once, and what is kept of it."""

    text: str
    prefix: str
    digest: str

    def __repr__(self):
        # Not the text: it would stand in logs and tracebacks.
        return f"<NewToken {self.prefix}>"


def new() -> NewToken:
    prefix, secret = _random(PREFIX), _random(SECRET)
    text = f"{MARK}{prefix}_{secret}"
    text += _check(text)
    return NewToken(text, prefix, digest_of(text))


def prefix_of(text) -> str:
    """By what it is found. Raises NotAToken."""
    found = WHOLE.fullmatch(text)
    if found is None or _check(text[:-CHECK]) != found[3]:
        raise NotAToken
    return found[1]


def digest_of(text) -> str:
    """SHA-256 without salt: of 200 random bits nothing can be looked up in a table."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_same(text, digest) -> bool:
    """In a time that tells nothing of where they differ."""
    return secrets.compare_digest(digest_of(text), digest)


def _random(length):
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def _check(text):
    """CRC-32 in letters, the highest first: 62 to the sixth is more than two to the 32nd."""
    number, letters = zlib.crc32(text.encode()), ""
    for _ in range(CHECK):
        number, place = divmod(number, len(LETTERS))
        letters = LETTERS[place] + letters
    return letters
