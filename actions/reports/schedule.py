"""Which reports are due: those of the newest slot that has begun and has no run yet.

A report that gets a schedule in the middle of a slot is made the next morning, and from then on with the slots: its
owner sees at once that it works. What was missed while the clock stood still is made up once.
"""

import datetime

from django.db.models import Exists, OuterRef

from actions.models import ReportRun, SavedReport
from actions.models.report import Schedule


def slot_of(schedule, day):
    """The name of the slot that this day is in: "2026-W47", "2026-11", "2026-Q4"."""
    if schedule == Schedule.WEEKLY:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if schedule == Schedule.MONTHLY:
        return f"{day:%Y-%m}"
    if schedule == Schedule.QUARTERLY:
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return ""


def next_day(schedule, day):
    """The first day of the next slot; None without a schedule."""
    if schedule == Schedule.WEEKLY:
        return day + datetime.timedelta(days=7 - day.weekday())
    if schedule in (Schedule.MONTHLY, Schedule.QUARTERLY):
        months = 1 if schedule == Schedule.MONTHLY else 3 - (day.month - 1) % 3
        number = day.year * 12 + day.month - 1 + months
        return datetime.date(number // 12, number % 12 + 1, 1)
    return None


def due(*, on):
    """(report, slot) of those whose owners can still sign in; whoever has left is sent nothing."""
    for schedule in (Schedule.WEEKLY, Schedule.MONTHLY, Schedule.QUARTERLY):
        slot = slot_of(schedule, on)
        made = ReportRun.objects.filter(report=OuterRef("pk"), slot=slot)
        found = SavedReport.objects.filter(schedule=schedule, archived_at=None, owner__is_active=True)
        for report in found.filter(~Exists(made)).select_related("owner").order_by("pk"):
            yield report, slot
