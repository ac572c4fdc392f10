"""What is kept of a page until something changes that it is made of: the rule for all kept pages, and keeping parts.

The rule: what is kept stands for one day, one sight and one state of the record. The state is known by numbers that
come with the query for the partnership: the newest events of the partnership in the audit, where every change by a
person stands; the newest events that belong to no partnership, such as a renamed agency; the newest published runs,
through which figures change; the step changes that are marked; and which partnerships the person sees. So nothing has
to be told to forget anything. What an operator does by a command on the server shows after MOST_SECONDS at the latest.

The newest numbers are counted and added up, for of two changes made at one time the earlier number may be written last.

Each process keeps in its own memory, which ends with it: a new release never shows what the one before has made.
"""

import copy
import hashlib
import json
import zlib
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db.models import F, Subquery, TextField, Value
from django.db.models.expressions import RawSQL
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from cdp.models import AuditEvent
from indicators.models import Refresh, StepChange
from partners.belonging import Listed, permissions_in
from partners.models import Partnership, Person

MOST_SECONDS = 5 * 60
NEWEST, LOOKED_AT = 30, 200
# Of what belongs to no partnership, these change nothing that a page shows.
OF_NO_PAGE = ("person.signed_in", "person.signed_out", "person.sign_in_refused", "person.sign_in_limited",
              "person.session_ended", "person.data_exported", "export.downloaded", "export.restricted",
              "view.restricted")  # fmt: skip
# The newest number, how many there are of the newest, and their sum.
OF = "SELECT COALESCE(MAX(n.id), 0) || '.' || COUNT(*) || '.' || COALESCE(SUM(n.id), 0) FROM"
NAMES = {
    "events": AuditEvent._meta.db_table,
    "runs": Refresh._meta.db_table,
    "steps": StepChange._meta.db_table,
    "partnerships": Partnership._meta.db_table,
    "newest": NEWEST,
    "looked_at": LOOKED_AT,
    "of_no_page": OF_NO_PAGE,
}
STATE = {
    "state_own": "SELECT id FROM {events} WHERE partnership_id = {partnerships}.id ORDER BY id DESC LIMIT {newest}",
    "state_shared": "SELECT id FROM (SELECT id, kind FROM {events} WHERE partnership_id IS NULL"
    " ORDER BY id DESC LIMIT {looked_at}) e WHERE kind NOT IN {of_no_page}",
    "state_runs": "SELECT id FROM {runs} WHERE published_at IS NOT NULL ORDER BY published_at DESC LIMIT {newest}",
    "state_steps": "SELECT id FROM {steps} ORDER BY id DESC LIMIT {newest}",
}


def with_state(partnerships, *, user):
    """Each with what tells its state, and which partnerships this person sees: no query more."""
    seen = Partnership.objects.visible_to(user).order_by().annotate(of_all=Value(1)).values("of_all")
    numbers = {name: _numbers(newest) for name, newest in STATE.items()}
    return partnerships.annotate(**numbers, state_seen=Subquery(seen.annotate(listed=Listed(F("pk"))).values("listed")))


def _numbers(newest):
    return RawSQL(f"{OF} ({newest.format(**NAMES)}) n", (), output_field=TextField())  # noqa: S611, names of ours alone


def state_of(partnership, *, on):
    """What a page of this day would be made of, of a partnership fetched through with_state()."""
    fields = (str(field.value_from_object(partnership)) for field in partnership._meta.concrete_fields)
    seen = sorted(json.loads(partnership.state_seen or "[]"))
    return (*fields, *(getattr(partnership, name) for name in STATE), str(seen), on.isoformat())


def asked_by_nobody(request):
    """The same address, asked for by nobody in particular: no person, session, cookie or message."""
    asked = copy.copy(request)
    asked.user, asked.COOKIES, asked.META = AnonymousUser(), {}, {**request.META}
    asked.META.pop("HTTP_COOKIE", None)
    for name in ("session", "_messages", "_cached_user", "auser"):
        asked.__dict__.pop(name, None)
    return asked


@dataclass(frozen=True)
class Sight:
    """All that a kept part may know of whoever reads it. Nobody's name is among it."""

    is_authenticated: bool
    permissions: tuple

    @classmethod
    def of(cls, person, partnership):
        return cls(person.is_authenticated, tuple(sorted(permissions_in(person, partnership))))


class Part:
    """The part of a page that is the same for all with one sight: what stands around it is made for each.

    A look back, a shared link and an address that asks for what the page does not know are made each time.
    """

    def __init__(self, request, partnership, *, on, known):
        self.request, self.shared_link = request, getattr(request, "shared_link", None)
        self.sight = Sight.of(request.user, partnership)
        # Which partnerships the person sees is in the state; whoever sees others has a place of their own.
        self.state = (state_of(partnership, on=on), self.sight)
        mine = [request.get_full_path(), partnership.state_seen, repr(self.sight)]
        self.place = hashlib.sha256("\n".join(map(str, mine)).encode()).hexdigest()
        self.may_be_kept = (
            isinstance(request.user, (Person, AnonymousUser))
            and not getattr(request, "as_of", None)
            and not self.shared_link
            and set(request.GET) <= set(known)
        )

    def find(self):
        """The texts as they were kept, by name, or None."""
        found = caches["parts"].get(self.place) if self.may_be_kept else None
        if not found or found[0] != self.state:
            return None
        texts = json.loads(zlib.decompress(found[1]))
        return {**texts, "part": mark_safe(texts["part"])}  # noqa: S308, made by render_to_string

    def made(self, template, context, *, is_kept=True, **texts):
        """The same texts anew: `part` from the template, and others that are given.

        The state was asked for before they are made: after a change in between the next makes them again.
        """
        context = {**context, "person": self.sight, "shared_link": self.shared_link}
        part = render_to_string(template, context, asked_by_nobody(self.request))
        texts = {"part": part, **texts}
        if self.may_be_kept and is_kept:
            caches["parts"].set(self.place, (self.state, zlib.compress(json.dumps(texts).encode(), 1)), MOST_SECONDS)
        return texts
