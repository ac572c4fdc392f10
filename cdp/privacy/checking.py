"""What follows from what was found: refused where everybody reads, asked about elsewhere, and the choice kept.

    checking.errors({"narrative": text}, public=("narrative",), kept=tokens)   {field: sentence}; empty if all is well
    checking.tell_of_kept(...)                                                 the event of the choice

The sentences and the event say what kind of thing was found and in which field. They never repeat it: errors of a
workbook are kept, and the audit is for ever.
"""

import hashlib
from dataclasses import dataclass

from django.utils import timezone

from cdp import audit
from cdp.privacy.finding import Found, Kind, find

# Who knows one of these knows who is meant, or nearly so. None has a place where everybody reads.
NEVER_PUBLIC = (Kind.NHS_NUMBER, Kind.DATE_OF_BIRTH, Kind.POSTCODE)
KEPT = "privacy.kept"
INSTEAD = {
    Kind.NHS_NUMBER: "Take it out",
    Kind.DATE_OF_BIRTH: "Take it out; of another date give the month and year alone",
    Kind.POSTCODE: "Name the town, or give the first half alone",
}


class PersonalData(Exception):
    """A text holds what looks like personal data: `errors` is {field: sentence}."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(" ".join(errors.values()))


@dataclass(frozen=True)
class InField:
    """Something found in a field."""

    name: str
    found: Found
    is_public: bool

    @property
    def is_refused(self):
        return self.is_public and self.found.kind in NEVER_PUBLIC

    @property
    def token(self):
        """Says of exactly this text in this field that it stays; another one has to be confirmed anew."""
        said = "\0".join([self.name, self.found.kind, self.found.text])
        return hashlib.sha256(said.encode()).hexdigest()[:24]


def look(texts, *, public=(), on=None):
    """All that is found in {field: text}. Those named in `public` are, or can become, shown without signing in."""
    on = on or timezone.localdate()
    return [InField(name, found, name in public) for name, text in texts.items() for found in find(text or "", on=on)]


def errors(texts, *, public=(), kept=(), asks=True, on=None):
    """{field: sentence}. What is refused stays so, whatever was `kept`; a draft is not asked about the rest yet."""
    said = {}
    for one in look(texts, public=public, on=on):
        if one.is_refused:
            said[one.name] = f"It looks as if this holds {one.found.kind.words}. {INSTEAD[one.found.kind]}: {SHOWN}"
        elif asks and one.token not in kept:
            said.setdefault(one.name, f"It looks as if this holds {one.found.kind.words}. {CHOOSE}")
    return said


SHOWN = "what stands here can be read by everybody."
CHOOSE = "Take it out, or confirm on the page that it stays."


def refuse(texts, *, public=(), kept=(), on=None):
    """PersonalData where something has to go or to be confirmed first."""
    if said := errors(texts, public=public, kept=kept, on=on):
        raise PersonalData(said)


def tell_of_kept(*, texts, kept, by, subject, public=(), partnership=None, now=None, on=None):
    """The event of what somebody chose to keep; None where there was nothing to choose."""
    stays = {}
    for one in look(texts, public=public, on=on):
        if one.token in kept and not one.is_refused:
            stays.setdefault(one.name, []).append(one.found.kind.words)
    if not stays:
        return None
    changes = {name: ", ".join(dict.fromkeys(words)) for name, words in stays.items()}
    return audit.record(kind=KEPT, by=by, subject=subject, partnership=partnership, changes=changes, now=now)
