"""The kinds of records that are searched, each through its own queryset: what is not yours is not found.

An abbreviation (four letters or fewer) is a word of its own, so that whoever looks for OST does not find "cost". Of
each kind a page shows the first few; a hit in the reference or title comes before one in the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from actions.models import Action, ProgressUpdate, Recommendation
from cdp import words
from cdp.search import terms as wanted
from indicators.models import Indicator
from partners.models import Partnership, Seat

SHOWN = 5  # of each kind on the page of all kinds
MOST = 50  # of one kind on its own


@dataclass(frozen=True)
class Hit:
    title: list  # pieces, see terms.marked
    href: str
    partnership: str
    about: str
    excerpt: list


@dataclass(frozen=True)
class Found:
    kind: str
    name: str
    hits: list[Hit]
    there_are_more: bool


@dataclass(frozen=True)
class Kind:
    """`rows(user, partnership)` are those that may be seen; `title` and `texts` are names of fields for filters."""

    key: str
    name: str
    rows: Callable
    title: tuple[str, ...]
    texts: tuple[str, ...]
    hit: Callable


def search(question, *, user, partnership=None, kind=None):
    """[Found], one a kind; the same number of queries however much is found."""
    terms = wanted.terms_of(question)
    if not terms:
        return []
    chosen = [one for one in KINDS if kind in (None, one.key)]
    return [_found(one, terms, user, partnership, MOST if kind else SHOWN) for one in chosen]


def _found(kind, terms, user, partnership, limit):
    rows = kind.rows(user, partnership)
    for term in terms:
        rows = rows.filter(_holds(term, (*kind.title, *kind.texts)))
    in_title = Q()
    for term in terms:
        in_title &= _holds(term, kind.title)
    place = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = list(rows.annotate(found_in=place).order_by("found_in", *rows.query.order_by)[: limit + 1])
    return Found(kind.key, kind.name, [kind.hit(row, terms) for row in rows[:limit]], len(rows) > limit)


def _holds(term, fields):
    condition = Q()
    for each in term.any_of:
        for field in fields:
            condition |= _in_field(field, each)
    return condition


def _in_field(field, text):
    if not wanted.is_abbreviation(text):
        return Q(**{f"{field}__icontains": text})
    # What both databases understand alike; the edge of a word is written otherwise in each.
    return Q(**{f"{field}__iregex": f"(^|[^a-z0-9]){re.escape(text)}($|[^a-z0-9])"})


# The kinds ------------------------------------------------------------------------------------------------------------


def _partnerships(user, partnership):
    seen = Partnership.objects.visible_to(user)
    return seen.filter(pk=partnership.pk) if partnership else seen


def _recommendations(user, partnership):
    rows = Recommendation.objects.current().filter(partnership__in=_partnerships(user, partnership))
    return rows.select_related("partnership").order_by("partnership__name", "position")


def _actions(user, partnership):
    rows = Action.objects.current().filter(partnership__in=_partnerships(user, partnership))
    return rows.select_related("partnership").order_by("partnership__name", "position")


def _updates(user, partnership):
    """Those that everybody who sees the action reads; drafts are found by nobody."""
    rows = ProgressUpdate.objects.approved().filter(
        action__partnership__in=_partnerships(user, partnership), action__archived_at__isnull=True
    )
    return rows.select_related("action__partnership", "agency").order_by("-decided_at", "-pk")


def _indicators(user, partnership):
    """Definitions are everybody's; those of the sample are found from the sample alone."""
    is_sample = bool(partnership and partnership.is_sample)
    return Indicator.objects.filter(Q(is_sample=False) | Q(is_sample=is_sample)).order_by("name")


def _agencies(user, partnership):
    rows = Seat.objects.filter(partnership__in=_partnerships(user, partnership))
    return rows.select_related("agency", "partnership").order_by("agency__name", "partnership__name")


def _hit(row, terms, *, title, texts, partnership="", about=""):
    """An excerpt of the first text that holds what was looked for."""
    pieces = next((found for text in texts if text and (found := wanted.excerpt(text, terms))), [])
    return Hit(wanted.marked(title, terms), row.get_absolute_url(), partnership, about, pieces)


def _of_recommendation(row, terms):
    texts = (row.evidence, row.response_reason)
    return _hit(row, terms, title=f"{row.ref} {row.title}", texts=texts, partnership=row.partnership.short_name)


def _of_action(row, terms):
    status = row.get_delivery_status_display()
    return _hit(
        row, terms, title=f"{row.ref} {row.title}", texts=(row.note,), partnership=row.partnership.short_name,
        about=f"Last reported: {status.lower()}" if row.reported_at else "No update yet",
    )  # fmt: skip


def _of_update(row, terms):
    title = f"{row.action.ref} {row.action.title}"
    texts = (row.narrative, row.next_step, row.blocker)
    said_by = f"{row.agency.name}, {words.day(row.reported_at)}" if row.agency else words.day(row.reported_at)
    return _hit(row, terms, title=title, texts=texts, partnership=row.action.partnership.short_name, about=said_by)


def _of_indicator(row, terms):
    return _hit(row, terms, title=row.name, texts=(row.definition, row.rationale), about=row.get_scope_display())


def _of_seat(row, terms):
    return _hit(row, terms, title=row.agency.name, texts=(), partnership=row.partnership.short_name)


KINDS = (
    Kind(
        "recommendations", "Recommendations", _recommendations, ("ref", "title"), ("evidence", "response_reason"),
        _of_recommendation,
    ),
    Kind("actions", "Actions", _actions, ("ref", "title"), ("note",), _of_action),
    Kind(
        "updates", "Progress updates", _updates, ("action__ref", "action__title"),
        ("narrative", "next_step", "blocker"), _of_update,
    ),
    Kind("indicators", "Indicators", _indicators, ("name", "code"), ("definition", "rationale"), _of_indicator),
    Kind("agencies", "Agencies", _agencies, ("agency__name",), (), _of_seat),
)  # fmt: skip
NAMES = {kind.key: kind.name for kind in KINDS}
