"""What of an address and of an option everybody may read: no password, no key, no place on the server."""

import re
from pathlib import PurePath
from urllib.parse import unquote

HIDDEN = "•••"
# Names of options, as our kinds of sources call them.
SECRET = {"user_id", "key", "api_key", "token", "password", "secret"}
# Names in the query of an address, which anybody may have chosen.
SECRET_NAME = re.compile(r"key|token|secret|pass|pwd|^pw$|^sig|auth|cred|user|^uid$|session|^sas$", re.IGNORECASE)
# What a machine has made up, under whatever name: long, of letters and digits, without a blank or a comma.
MADE_UP = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[\w.~+/=-]{20,}", re.ASCII)


def readable(location):
    """An address without what opens it; of a place on the server the last part alone."""
    scheme, mark, rest = location.partition("://")
    if not mark:
        # Somebody may have left out the scheme of an address that has a password.
        return PurePath(location).name.rpartition("@")[2]
    # A password may have any of the marks at which an address would be taken apart, so that this comes first.
    entry, at, rest = rest.rpartition("@")
    parts = re.split(r"([?&#;])", rest)
    said = [parts[0], *(part if part in "?&#;" else _pair(part) for part in parts[1:])]
    return f"{scheme}{mark}{HIDDEN + at if entry else ''}{''.join(said)}"


def _pair(text):
    name, is_pair, value = text.partition("=")
    if not is_pair:
        return HIDDEN if MADE_UP.fullmatch(unquote(name)) else name
    is_secret = value and (SECRET_NAME.search(unquote(name)) or MADE_UP.fullmatch(unquote(value)) or "://" in value)
    return f"{name}={HIDDEN if is_secret else value}"


def without_secrets(value):
    """Options, a layout or a single value, with a mark in the place of what is secret."""
    if isinstance(value, dict):
        return {
            name: HIDDEN if each and str(name).lower() in SECRET else without_secrets(each)
            for name, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [without_secrets(each) for each in value]
    return readable(value) if isinstance(value, str) and "://" in value else value
