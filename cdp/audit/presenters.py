"""Events as pages and downloads show them."""

from dataclasses import dataclass, replace

from cdp import exports
from cdp.audit import sentences
from cdp.audit.kinds import title_of
from cdp.models import AuditDay, AuditEvent
from partners.models import Partnership

EVENTS_A_PAGE = 50
ROWS_AT_ONCE = 1000
# A workbook is made in memory and a sheet has an end; CSV has neither.
MOST_IN_A_WORKBOOK = 50_000
COLUMNS = [
    exports.Column("event", "Event", numeric=True),
    exports.Column("happened_at", "When"),
    exports.Column("person", "Who"),
    exports.Column("kind", "What, as a word"),
    exports.Column("what", "What was done"),
    exports.Column("partnership", "Partnership"),
    exports.Column("record_kind", "Kind of record"),
    exports.Column("record_id", "Number of the record"),
    exports.Column("record", "Record"),
    exports.Column("changes", "From what to what"),
    exports.Column("reason", "Why"),
    exports.Column("is_restricted", "Restricted"),
    exports.Column("redacted_at", "Redacted"),
    exports.Column("request", "Request or job"),
    exports.Column("through", "Token or program"),
    exports.Column("digest", "Digest"),
]


@dataclass(frozen=True)
class EventRow:
    event: AuditEvent
    changes: list
    partnership_name: str = ""

    @property
    def who(self):
        return sentences.who(self.event)

    @property
    def what(self):
        """The words around the record's name: (before it, its name, after it), the name empty where none is linked."""
        said = sentences.sentence(self.event, self.changes).removeprefix(f"{self.who} ")
        name = self.event.subject_name
        if not (name and self.event.subject_address and name in said):
            return said, "", ""
        before, _, after = said.partition(name)
        return before, name, after

    @property
    def long_changes(self):
        return [change for change in self.changes if not change.is_short]

    @property
    def about(self):
        """For the filter that shows the history of this record alone."""
        return f"{self.event.subject_kind}:{self.event.subject_id}" if self.event.subject_id else ""


@dataclass(frozen=True)
class EventsPage:
    """A page by position: `after` is the number of its last event, where there are more."""

    rows: list
    after: int | None


def rows(events):
    return [EventRow(event, sentences.changes(event)) for event in events]


def with_partnerships(page):
    """The same page with the names of partnerships; one that is gone keeps its short name."""
    slugs = {row.event.partnership_slug for row in page.rows} - {""}
    names = dict(Partnership.objects.filter(slug__in=slugs).values_list("slug", "short_name"))
    named = [replace(row, partnership_name=names.get(row.event.partnership_slug, "")) for row in page.rows]
    return replace(page, rows=named)


def page_of(events, *, before=None):
    """Newest first, by the index of the number: as quick for the thousandth page as for the first."""
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events.order_by("-pk")[: EVENTS_A_PAGE + 1])
    shown = found[:EVENTS_A_PAGE]
    return EventsPage(rows(shown), shown[-1].pk if len(found) > EVENTS_A_PAGE else None)


def last_closed():
    return AuditDay.objects.order_by("-day").defer("listing").first()


def table(events, file_format, *, name, title):
    notes = ["Newest first. Times are those of London. The digest lets anybody check that a row is what it was."]
    if file_format != "csv":
        events = events[:MOST_IN_A_WORKBOOK]
        notes.append(f"At most the newest {MOST_IN_A_WORKBOOK:,} events; the CSV file has all of them.")
    return exports.Table(name, title, COLUMNS, _cells(events), notes)


def _cells(events):
    for event in events.iterator(chunk_size=ROWS_AT_ONCE):
        changes = "; ".join(str(change) for change in sentences.changes(event))
        yield [
            event.pk, event.happened_at, event.person_name, event.kind, title_of(event.kind), event.partnership_slug,
            event.subject_kind, event.subject_id, event.subject_name, changes, event.reason, event.is_restricted,
            event.redacted_at, event.request_id, sentences.through(event), event.digest,
        ]  # fmt: skip
