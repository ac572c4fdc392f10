"""Yearly returns: begun, answered, signed off. What is signed never changes.

Refusals are those of progress updates: NotTheirs, WrongState, NotWhole with a sentence for each question, Stale.
"""

from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.annual_return.answers import answered, digest_of, of_record
from actions.annual_return.paper import paper_of
from actions.annual_return.prefill import YearNotUnderstood, days_of
from actions.annual_return.questions import form_of, forms
from actions.models import AnnualReturn
from actions.models.report import ReturnState
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, WrongState
from actions.operations.updates.said import clean
from cdp import audit, privacy, words
from cdp.papers import store
from partners.belonging import permissions_in
from partners.models import Partnership
from partners.roles import Permission

EDITS = (Permission.EDIT_PLAN, Permission.SIGN_RETURNS)


class RecordMoved(Stale):
    """What the record says is no longer what whoever signs has seen."""

    def __init__(self, current):
        super().__init__(current)
        self.args = ("An answer has changed since you opened this page. Read it again, then sign it.",)


def returns_seen_by(person):
    """Members', and of nobody else, also of partnerships that are published."""
    return AnnualReturn.objects.filter(partnership__in=Partnership.objects.where(person, Permission.VIEW))


def may_edit(person, partnership):
    return any(one in permissions_in(person, partnership) for one in EDITS)


def may_sign(person, partnership):
    return Permission.SIGN_RETURNS in permissions_in(person, partnership)


@transaction.atomic
def begin(*, partnership, form, year, by, now=None):
    if not may_edit(by, partnership):
        raise NotTheirs(f"{by} does not write the returns of {partnership}.")
    errors = {}
    if form not in forms():
        errors["form"] = "Select a form"
    try:
        days_of(year)
    except YearNotUnderstood as refusal:
        errors["year"] = str(refusal)
    if errors:
        raise NotWhole(errors)
    try:
        with transaction.atomic():
            made = AnnualReturn.objects.create(
                partnership=partnership, form=form, year=year, begun_at=now or timezone.now(), begun_by=by
            )
    except IntegrityError as refusal:
        raise NotWhole({"year": f"There is a return for {year} already"}) from refusal
    audit.record(kind="return.begun", by=by, subject=made)
    return made


@transaction.atomic
def save(*, found, version, answers, by, kept=()):
    """`answers` is {question: text} of those that are said; an empty one gives the question back to the record."""
    found = _locked(found, by)
    if not may_edit(by, found.partnership):
        raise NotTheirs(f"{by} does not write the returns of {found.partnership}.")
    if found.version != version:
        raise Stale(found)
    record, before = of_record(found), dict(found.answers)
    said = _judge(form_of(found.form), answers)
    # What is empty, or reads as the record does, is the record's again.
    after = {key: text for key, text in (before | said).items() if text and text != record.get(key)}
    _check(found, {key: text for key, text in after.items() if text != before.get(key)}, kept)
    if after == before:
        return found
    found.answers, found.version = after, found.version + 1
    found.save(update_fields=["answers", "version"])
    changes = {key: [before.get(key, ""), after.get(key, "")] for key in sorted({*before, *after})}
    changes = {key: pair for key, pair in changes.items() if pair[0] != pair[1]}
    audit.record(kind="return.changed", by=by, subject=found, changes=changes)
    privacy.tell_of_kept(texts=after, kept=kept, by=by, subject=found, public=[], partnership=found.partnership)
    return found


@transaction.atomic
def sign(*, found, version, seen, by, now=None):
    """Freeze it. `seen` is the digest of the answers that whoever signs had before their eyes."""
    found = _locked(found, by)
    if not may_sign(by, found.partnership):
        raise NotTheirs(f"{by} does not sign the returns of {found.partnership}.")
    if found.version != version:
        raise Stale(found)
    parts = answered(found)
    if digest_of(parts) != seen:
        raise RecordMoved(found)
    lacking = [one for part in parts for one in part.answers if one.is_lacking]
    if lacking:
        raise NotWhole({one.question.key: f"Answer “{one.question.text}” before you sign" for one in lacking})
    found.signed_at, found.signed_by = now or timezone.now(), by
    paper = paper_of(found, parts, signed_at=found.signed_at, signed_by=by)
    found.frozen = store.keep(paper=paper, as_at=found.signed_at)
    found.state = ReturnState.SIGNED
    found.save(update_fields=["signed_at", "signed_by", "frozen", "state"])
    audit.record(
        kind="return.signed", by=by, subject=found, changes={"sha256": found.frozen.sha256}, now=found.signed_at
    )
    return found


def _locked(found, by):
    rows = AnnualReturn.objects.select_for_update(of=("self",)).select_related("partnership", "signed_by")
    row = rows.filter(pk=found.pk).first()
    if row is None or not returns_seen_by(by).filter(pk=row.pk).exists():
        raise NotTheirs(f"{by} has nothing to do with this return.")
    if row.state == ReturnState.SIGNED:
        raise WrongState(
            f"{row.signed_by} signed this return off on {words.day(row.signed_at)}. What is signed never changes."
        )
    return row


def _judge(form, answers):
    questions = {one.key: one for one in form.questions}
    if unknown := set(answers) - set(questions):
        raise TypeError(f"This form has no question {', '.join(sorted(unknown))}.")
    said, errors = {}, {}
    for key, value in answers.items():
        question, text = questions[key], clean(value)
        said[key] = text
        if len(text) > question.limit:
            errors[key] = f"The answer to “{question.text}” must be {question.limit:,} characters or fewer"
        elif text and question.type == "choice" and text not in question.choices:
            errors[key] = f"Select one of the answers to “{question.text}”"
        elif text and question.type == "number" and not _is_number(text):
            errors[key] = f"Enter a number for “{question.text}”, such as 12"
    if errors:
        raise NotWhole(errors)
    return said


def _is_number(text):
    try:
        return Decimal(text.replace(",", "")).is_finite()
    except InvalidOperation:
        return False


def _check(found, changed, kept):
    free = {one.key for one in form_of(found.form).questions if one.is_free_text}
    if errors := privacy.errors({key: text for key, text in changed.items() if key in free}, public=(), kept=kept):
        raise NotWhole(errors)
