"""The digest of an event and of a day: pure, so that it can be worked out anywhere from a copy of the tables.

What may have to be taken out later (who, about whom or what, each changed field, why) is hashed piece by piece, each
with a salt of its own that follows from the event's; the rest is hashed together with those hashes. So a piece can go,
with its salt, and everything else still be shown to be what it was; and nobody finds a short text again by trying.

    salt of a piece = SHA-256 of canonical JSON of [salt of the event, name of the piece]
    piece           = SHA-256 of canonical JSON of [salt of the piece, value]
    event           = SHA-256 of canonical JSON of {"pieces": {name: piece}, "happened_at", "day", "kind", …}
    day             = SHA-256 of canonical JSON of {"day", "previous", "events": [[number, digest], …]}
"""

import datetime
import hashlib
import json

TEXTS = ("person_name", "subject_name", "reason")
CHANGE = "changes."
REST = (
    "happened_at", "day", "kind", "person_id", "partnership_id", "partnership_slug", "subject_kind", "subject_id",
    "subject_address", "request_id", "is_restricted",
)  # fmt: skip


def canonical(value):
    """The one way to write a value as JSON: keys sorted, no spaces, ASCII, moments in UTC to the microsecond."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def _plain(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"There is no one way to write a {type(value).__name__}.")


def hashed(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def pieces_of(event):
    """{name: value} of what may have to be taken out: "reason", "changes.note", …"""
    changes = {f"{CHANGE}{name}": change for name, change in event.changes.items()}
    return {name: getattr(event, name) for name in TEXTS} | changes


def salts_of(event):
    """{name: salt}; whoever holds a salt can show that its piece is what it was."""
    return {name: hashed([event.salt, name]) for name in pieces_of(event)}


def of_pieces(event, salts):
    """{name: digest} of those pieces whose salt is given."""
    pieces = pieces_of(event)
    return {name: hashed([salt, pieces[name]]) for name, salt in salts.items()}


def of_event(event, pieces=None):
    """`pieces` are the digests of the pieces where they cannot be worked out, since some have been taken out."""
    pieces = of_pieces(event, salts_of(event)) if pieces is None else pieces
    return hashed({"pieces": pieces} | {name: getattr(event, name) for name in REST})


def listed(events):
    """A line an event, in order: what a closed day keeps, so that it can say later which event is not as it was."""
    return "".join(f"{number} {digest}\n" for number, digest in events)


def of_listing(listing):
    """[(number, digest)]"""
    return [(int(number), digest) for number, digest in (line.split(" ") for line in listing.splitlines())]


def of_day(day, previous, events):
    """`events` are pairs of number and digest, in order."""
    return hashed({"day": day, "previous": previous, "events": list(events)})
