"""What a person says in an update: read, cleaned and judged before any of it is written."""

import datetime
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from actions.models import Confidence, UpdateFigure, UpdateMilestone
from actions.models.action import REPORTABLE_STATUSES
from actions.operations.updates.refusals import NotWhole
from cdp import privacy
from cdp.audit.values import UNWRITABLE
from cdp.words import day as day_in_words
from indicators.periods import Period, PeriodNotUnderstood

TEXTS = ("narrative", "next_step", "blocker")
CHOICES = {
    "delivery_status": ("", *(value for value, _ in REPORTABLE_STATUSES)),
    "confidence": ("", *Confidence.values),
}
WORDS = (*CHOICES, *TEXTS)
# What the board is shown; a draft may be longer, so that nothing is lost before it is shortened.
LIMITS = {"narrative": 600, "next_step": 200, "blocker": 200}
DRAFT_LIMIT = 20_000
NAMES = {"narrative": "What happened", "next_step": "Next step", "blocker": "What is in the way"}
LARGEST = Decimal(10) ** 12
REASON_LIMIT = 500


@dataclass(frozen=True)
class Said:
    """Cleaned; None where nothing was said of milestones or of figures, so that they stay as they are."""

    words: dict
    milestones: list | None
    figures: list | None


def clean(text):
    """One kind of line break, and nothing that a database or a page cannot hold; emoji are text like any other."""
    return UNWRITABLE.sub("\ufffd", str(text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def read(action, said):
    """NotWhole names all that is wrong; an unknown word is a mistake of ours and no person's."""
    unknown = set(said) - {*WORDS, "milestones", "figures"}
    if unknown:
        raise TypeError(f"An update says nothing of {', '.join(sorted(unknown))}.")
    errors, words = {}, {}
    for name in WORDS:
        if name in said:
            words[name] = said[name] or "" if name in CHOICES else clean(said[name])
    for name, allowed in CHOICES.items():
        if name in words and words[name] not in allowed:
            errors[name] = "Select one of the answers"
    for name in TEXTS:
        if len(words.get(name, "")) > DRAFT_LIMIT:
            errors[name] = f"{NAMES[name]} must be {DRAFT_LIMIT:,} characters or fewer, also in a draft"
    milestones = _milestones(action, said["milestones"], errors) if "milestones" in said else None
    figures = _figures(action, said["figures"], errors) if "figures" in said else None
    # Not in a draft either: whatever is in it when the next person opens it is in the audit from then on.
    texts = {name: words[name] for name in TEXTS if name in words} | _told(milestones or [], figures or [])
    errors |= privacy.errors(texts, public=texts, asks=False)
    if errors:
        raise NotWhole(errors)
    return Said(words, milestones, figures)


def texts_of(update):
    """{field: text} of all that a person has written, under the names that the form gives them."""
    rows = (update.milestones.all(), update.figures.all()) if update.pk else ((), ())
    return {name: getattr(update, name) for name in TEXTS} | _told(*rows)


def _told(milestones, figures):
    reasons = {f"milestone-{row.milestone_id}-reason": row.reason for row in milestones}
    return reasons | {f"figure-{row.measure_id}-note": row.note for row in figures}


def lacking(update, *, kept=()):
    """{field: sentence} of what has to be said before it can be sent; empty when it is whole.

    `kept` are the tokens of what looks like personal data and was confirmed, see cdp/privacy/forms.py.
    """
    errors = {}
    if not update.delivery_status:
        errors["delivery_status"] = "Select whether the work is on track"
    if not update.confidence:
        errors["confidence"] = "Select how confident you are"
    if not update.narrative:
        errors["narrative"] = "Say what has happened"
    for name, limit in LIMITS.items():
        if len(getattr(update, name)) > limit:
            errors[name] = f"{NAMES[name]} must be {limit} characters or fewer"
    texts = texts_of(update)
    found = privacy.errors(texts, public=texts, kept=kept)
    if found:
        kept = {*kept, *settled(update.action.updates.approved().first())}
        found = privacy.errors(texts, public=texts, kept=kept)
    return found | errors


def settled(last):
    """Tokens of what was confirmed when it was approved, so that nobody is asked again about the same words."""
    return {one.token for one in privacy.look(texts_of(last))} if last else set()


def _milestones(action, given, errors):
    theirs = {milestone.pk: milestone for milestone in action.milestones.all()}
    rows = {}
    for one in given or []:
        pk = getattr(one.get("milestone"), "pk", one.get("milestone"))
        name = f"milestone-{pk}"
        milestone = theirs.get(pk)
        met_on, moved_to, reason = one.get("met_on"), one.get("moved_to"), clean(one.get("reason"))
        if milestone is None:
            errors[name] = "This milestone is not of this action"
        elif met_on and moved_to:
            errors[name] = f"“{milestone.title}” is either met or moved, not both"
        elif moved_to and not reason:
            errors[name] = f"Say why “{milestone.title}” is moved"
        elif len(reason) > REASON_LIMIT:
            errors[name] = f"The reason for “{milestone.title}” must be {REASON_LIMIT} characters or fewer"
        elif not all(_is_day(day) for day in (met_on, moved_to)):
            errors[name] = f"Enter a real date for “{milestone.title}”, such as 31 3 2027"
        elif moved_to and action.starts_on and moved_to < action.starts_on:
            errors[name] = (
                f"“{milestone.title}” cannot be due before the action begins, on {day_in_words(action.starts_on)}"
            )
        elif met_on or moved_to:
            rows[pk] = UpdateMilestone(milestone=milestone, met_on=met_on, moved_to=moved_to, reason=reason)
    return [rows[pk] for pk in sorted(rows)]


def _is_day(day):
    return day is None or (isinstance(day, datetime.date) and 1900 < day.year < 2200)


def _figures(action, given, errors):
    theirs = {measure.pk: measure for measure in action.measures.select_related("series__indicator", "series__area")}
    rows = {}
    for one in given or []:
        pk = getattr(one.get("measure"), "pk", one.get("measure"))
        name = f"figure-{pk}"
        measure, period, value = theirs.get(pk), clean(one.get("period")), one.get("value")
        if measure is None:
            errors[name] = "This measure is not of this action"
            continue
        if not period and value in (None, ""):
            continue
        try:
            label = _period(period)
            rows[pk, label] = UpdateFigure(
                measure=measure, period=label, value=_number(value), note=clean(one.get("note"))[:300]
            )
        except PeriodNotUnderstood as refusal:
            errors[name] = f"For {measure.series.indicator.name}: {refusal}"
        except InvalidOperation:
            errors[name] = f"Enter a number for {measure.series.indicator.name}, such as 46.3"
    return [rows[key] for key in sorted(rows)]


def _period(text):
    """As it is written everywhere; a figure without a first and last day could be set beside no other."""
    period = Period.parse(text)
    if period.start is None or period.end is None:
        raise PeriodNotUnderstood(text, "it has no first and last day")
    return period.label


def _number(value):
    number = Decimal(str(value).replace(",", "").strip())
    if not number.is_finite() or abs(number) >= LARGEST:
        raise InvalidOperation
    return number.quantize(Decimal("0.0001"))
