"""Which days can be asked for, and when a day ends."""

import datetime
import re

from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format

from indicators.models import Refresh

FORM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class DayNotKnown(ValueError):
    """What was given is no day, lies ahead, or lies before the first figure. The message says what is allowed."""


def read_day(text, *, today) -> datetime.date:
    """The day that a text names; DayNotKnown in words for whoever asked."""
    try:
        if not FORM.fullmatch(text):
            raise ValueError(text)
        on = datetime.date.fromisoformat(text)
    except ValueError as problem:
        said = f"“{text[:40]}” is not a date." if text else "The date is empty."
        raise DayNotKnown(f"{said} Write it as {today.isoformat()}.") from problem
    if on > today:
        raise DayNotKnown(f"{_words(on)} lies ahead. Give today, {today.isoformat()}, or an earlier day.")
    first = first_day()
    if first is None:
        raise DayNotKnown("No figure is known here yet, so there is no earlier day to look back to.")
    if on < first:
        raise DayNotKnown(f"No figure was known here before {_words(first)}. Give {first.isoformat()} or a later day.")
    return on


def first_day():
    """The day on which the first figures were published here; None where none were."""
    first = Refresh.objects.aggregate(first=Min("published_at"))["first"]
    return timezone.localtime(first).date() if first else None


def end_of_day(on) -> datetime.datetime:
    """The midnight with which the day ends where we are; what is published at that moment belongs to the next day."""
    return timezone.make_aware(datetime.datetime.combine(on + datetime.timedelta(days=1), datetime.time.min))


def _words(day):
    return date_format(day, "j F Y")
