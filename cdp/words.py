"""How statuses, dates, ages and figures are said. One formatter for each, so that all pages say a thing one way."""

import datetime
from decimal import Decimal

from django.utils import timezone

MONTHS = (  # written out: a server's locale must not change them
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
OLD = 18  # months: from here on an age is set in bold

# status: (shape, word). Ordered worst first, which is the order in which counts are listed.
STATUSES = {
    "clearly_worse": ("clearly-worse", "Clearly worse"),
    "worse": ("worse", "Worse"),
    "getting_worse": ("worse", "Getting worse"),
    "late": ("late", "Late"),
    "overdue": ("late", "Overdue"),
    "not_confident": ("confidence-1", "Not confident"),
    "at_risk": ("at-risk", "At risk"),
    "behind": ("at-risk", "Behind"),
    "some_doubt": ("confidence-2", "Some doubt"),
    "clearly_higher": ("clearly-higher", "Clearly higher"),
    "higher": ("higher", "Higher"),
    "rising": ("higher", "Rising"),
    "increasing": ("higher", "Increasing"),
    "clearly_lower": ("clearly-lower", "Clearly lower"),
    "lower": ("lower", "Lower"),
    "falling": ("lower", "Falling"),
    "decreasing": ("lower", "Decreasing"),
    "not_compared": ("none", "Not compared"),
    "cannot_say": ("none", "Cannot say"),
    "cannot_be_calculated": ("none", "Cannot be calculated"),
    "not_enough_data": ("none", "Not enough data"),
    "not_reported": ("no-update", "No update yet"),
    "due": ("no-update", "Due"),
    "not_said": ("confidence-0", "Not said"),
    "similar": ("similar", "Similar"),
    "no_change": ("similar", "No significant change"),
    "no_significant_change": ("similar", "No significant change"),
    "on_track": ("on-track", "On track"),
    "on_course": ("on-track", "On course"),
    "confident": ("confidence-3", "Confident"),
    "better": ("better", "Better"),
    "clearly_better": ("clearly-better", "Clearly better"),
    "getting_better": ("better", "Getting better"),
    "complete": ("complete", "Complete"),
    "done": ("complete", "Done"),
}
ORDER = {status: place for place, status in enumerate(STATUSES)}


def status_key(status):
    """The status as our word for it: an enumeration's value, or a text in either spelling."""
    return str(getattr(status, "value", status) or "").strip().lower().replace("-", "_").replace(" ", "_")


def shape_and_word(status):
    """An unknown status keeps its own word under the dash; it never looks like a good one."""
    key = status_key(status)
    if not key:
        return "none", "Cannot say"
    return STATUSES.get(key) or ("none", key.replace("_", " ").capitalize())


def day(date):
    if not date:
        return ""
    if isinstance(date, datetime.datetime):
        date = timezone.localdate(date) if timezone.is_aware(date) else date.date()
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def month(date):
    return f"{MONTHS[date.month - 1]} {date.year}" if date else ""


def moment(at):
    """A date and a time of day as people here say it: 21 November 2026 at 2:05pm."""
    if not at:
        return ""
    at = timezone.localtime(at) if timezone.is_aware(at) else at
    half = "am" if at.hour < 12 else "pm"
    return f"{day(at.date())} at {at.hour % 12 or 12}:{at:%M}{half}"


def dates(start, end):
    if start and end:
        return f"{day(start)} to {day(end)}"
    if start:
        return f"From {day(start)}"
    return f"Until {day(end)}" if end else "No dates given"


def months_between(start, end):
    """Whole months gone by; a month's last day is a month after the previous month's last day."""
    months = (end.year - start.year) * 12 + end.month - start.month
    month_is_over = end.day >= start.day or (end + datetime.timedelta(days=1)).month != end.month
    return months if month_is_over else months - 1


def plural(number, noun):
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def age(ended_on, *, on):
    """How long ago something ended, in the largest unit that still tells: days, weeks, months, years and months."""
    days, months = (on - ended_on).days, months_between(ended_on, on)
    if days < 0:
        return "not over yet"
    if days == 0:
        return "today"
    if months >= 24:
        years, rest = divmod(months, 12)
        return f"{plural(years, 'year')} {plural(rest, 'month')} old" if rest else f"{plural(years, 'year')} old"
    if months >= 2:
        return f"{plural(months, 'month')} old"
    return f"{plural(days // 7, 'week')} old" if days >= 21 else f"{plural(days, 'day')} old"


def is_old(ended_on, *, on):
    return months_between(ended_on, on) >= OLD


def ordinal(number):
    number = int(number)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def figure(number, decimals=None):
    """Digits as a reader wants them: thousands with commas, no trailing noughts that nobody printed."""
    exact = Decimal(str(number))
    if decimals is not None:
        return f"{exact:,.{decimals}f}".replace("-", "−")
    text = f"{exact:,f}"
    if "." in text and not isinstance(number, Decimal):
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def money(amount, decimals=None):
    amount = Decimal(str(amount))
    sign, size = ("−" if amount < 0 else ""), abs(amount)
    for limit, word in ((Decimal(10**9), "billion"), (Decimal(10**6), "million")):
        # In thousandths of the limit, so that 999,999,999 is a billion and not a thousand million.
        if (size / limit * 1000).quantize(Decimal("0.01")) >= 1000:
            return f"{sign}£{figure((size / limit).quantize(Decimal('0.01')).normalize(), decimals)} {word}"
    pence = 2 if size % 1 else 0
    return f"{sign}£{figure(size, pence if decimals is None else decimals)}"


STATES = {"suppressed": "Suppressed", "not_available": "Not available"}
EXACT = {"", "exact", "="}
MONEY = {"£ million": 10**6, "£ billion": 10**9}
QUALIFIERS = {"~": "about", ">": "over", "<": "under", "approximately": "about"}


def value_parts(number, *, unit="", qualifier="", printed="", state="", of=None, decimals=None):
    """The figure and what follows it, apart, so that a table may set the unit smaller."""
    if status_key(state) in STATES:
        return STATES[status_key(state)], ""
    if printed:
        return str(printed), ""
    if number is None or number == "":
        return "Not available", ""
    qualifier = status_key(qualifier).replace("_", " ")
    lead = "" if qualifier in EXACT else f"{QUALIFIERS.get(qualifier, qualifier)} "
    if of:
        return f"{lead}{ordinal(number)}", f"of {of}"
    if unit in MONEY:
        number, unit, decimals = Decimal(str(number)) * MONEY[unit], "£", None
    if unit == "£":
        return lead + money(number, decimals), ""
    if unit in ("%", "percent", "per cent"):
        return f"{lead}{figure(number, decimals)}%", ""
    return lead + figure(number, decimals), str(unit or "")


def value(number, **options):
    return " ".join(part for part in value_parts(number, **options) if part)
