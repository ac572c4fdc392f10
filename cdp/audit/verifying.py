"""Whether the audit says what it said: each event by its digest, each day by its listing, the days by their chain."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format

from cdp.audit import digests
from cdp.audit.chain import AFTER, ONE_DAY
from cdp.audit.redaction import REDACTED, fault_in
from cdp.models import AuditDay, AuditEvent


@dataclass(frozen=True)
class Fault:
    """Something is not as it was written; `event` is None where it is the day itself."""

    day: datetime.date
    event: int | None
    what: str

    def __str__(self):
        day = date_format(self.day, "j F Y")
        return f"{day}, event {self.event}: {self.what}." if self.event else f"{day}: {self.what}."


@dataclass
class Report:
    days: int = 0
    events: int = 0
    redacted: int = 0
    not_closed: int = 0
    last: AuditDay | None = None
    is_behind: bool = False
    faults: list = field(default_factory=list)

    def says(self, day, what, event=None):
        self.faults.append(Fault(day, event, what))


def verify(*, expected=None, now=None) -> Report:
    """`expected` are digests of days that were kept elsewhere, {day: digest}: the chain has to lead through them."""
    report, redactions = Report(), _redactions()
    expected = dict(expected or {})
    for day in AuditDay.objects.order_by("day").iterator():
        _check_day(day, report)
        if day.day in expected and expected.pop(day.day) != day.digest:
            report.says(day.day, "its digest is not the one that was kept elsewhere")
        _check_events(day, report, redactions)
        report.last = day
        report.days += 1
    for missing in sorted(expected):
        report.says(missing, "it is not in the chain, though its digest was kept elsewhere")
    _check_open(report, redactions)
    over = timezone.localdate((now or timezone.now()) - AFTER) - ONE_DAY
    report.is_behind = report.not_closed > 0 and (report.last is None or report.last.day < over - ONE_DAY)
    return report


def _redactions():
    """{number of the event: its last redaction}"""
    found = AuditEvent.objects.filter(kind=REDACTED).order_by("pk")
    return {int(one.subject_id): one for one in found if one.subject_id.isdecimal()}


def _check_day(day, report):
    before = report.last
    if before and day.day != before.day + ONE_DAY:
        report.says(
            before.day + ONE_DAY, "it was taken out of the chain, or every day up to the next one that is in it"
        )
    elif day.previous != (before.digest if before else ""):
        report.says(day.day, "it does not follow from the day before: one of the two was changed")
    events = digests.of_listing(day.listing)
    if len(events) != day.number_of_events or digests.of_day(day.day, day.previous, events) != day.digest:
        report.says(day.day, "what was kept of the day when it was closed was changed")


def _check_events(day, report, redactions):
    listed = dict(digests.of_listing(day.listing))
    places = {digest: number for number, digest in listed.items()}
    found = {event.pk: event for event in AuditEvent.objects.filter(day=day.day).order_by("pk").iterator()}
    elsewhere = AuditEvent.objects.in_bulk(set(listed) - set(found))
    for number in sorted(set(listed) | set(found)):
        event = found.get(number)
        if number not in listed:
            was = places.get(event.digest)
            what = (
                f"it was event {was}, and was given another number" if was else "it was added after the day was closed"
            )
            report.says(day.day, what, number)
        elif event is None:
            moved = elsewhere.get(number)
            what = f"it was moved to {date_format(moved.day, 'j F Y')}" if moved else "it was deleted"
            report.says(day.day, what, number)
        elif event.digest != listed[number]:
            was = places.get(event.digest)
            what = f"event {was} stands in its place" if was else "it was changed, and its digest with it"
            report.says(day.day, what, number)
        else:
            _check_event(event, report, redactions)
    report.events += len(found)


def _check_event(event, report, redactions):
    redaction = redactions.get(event.pk)
    if event.redacted_at or redaction:
        report.redacted += 1
        if what := fault_in(event, redaction):
            report.says(event.day, f"it {what}", event.pk)
    elif digests.of_event(event) != event.digest:
        report.says(event.day, "it was changed", event.pk)


def _check_open(report, redactions):
    """Events of no closed day: those of days still to be closed, and such as were slipped in before them."""
    closed = AuditDay.objects.values("day")
    for event in AuditEvent.objects.exclude(day__in=closed).order_by("pk").iterator():
        if report.last and event.day <= report.last.day:
            report.says(event.day, "it belongs to a day that is not in the chain", event.pk)
            continue
        report.not_closed += 1
        report.events += 1
        _check_event(event, report, redactions)
