"""Board packs: made, changed, frozen by the worker, released. What is frozen never changes; an addendum tells more.

Refusals are those of progress updates: NotTheirs, WrongState, NotWhole with a sentence for each field, Stale.
"""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from actions.models import Meeting, Pack
from actions.models.pack import BEING_BUILT, Audience, PackState
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, WrongState
from actions.operations.updates.said import clean
from actions.packs import sections
from actions.packs.covers import BY_KEY, HEADINGS, LIMIT
from cdp import audit, jobs, privacy, words
from cdp.jobs.changing import JobNotCancellable
from partners.models import Partnership
from partners.roles import Permission

KIND = "build_pack"
FIELDS = ("meeting", "title", "audience", "is_restricted", "sections", "cover", "template", "reason")
TITLE_LIMIT, REASON_LIMIT = 200, 2_000
CHANGEABLE = (PackState.DRAFT.value, PackState.FAILED.value, PackState.CANCELLED.value)


@transaction.atomic
def make_pack(*, partnership, by, kept=(), now=None, **said):
    """A draft for a meeting."""
    partnership = _locked_partnership(partnership, by)
    return _make(partnership, by, said, kept=kept, now=now)


@transaction.atomic
def change_pack(*, pack, version, by, kept=(), **said):
    """A draft, or what could not be built or was called off: it is a draft again."""
    pack = _locked(pack, by)
    if pack.state not in CHANGEABLE:
        raise WrongState(_too_far(pack))
    if pack.version != version:
        raise Stale(pack)
    said = _judge(pack.partnership, said, pack=pack, kept={*kept, *_tokens(pack)})
    if said["meeting"].pk != pack.meeting_id:
        pack.number = _next_number(said["meeting"])
    before = audit.snapshot(pack, FIELDS)
    for name, value in said.items():
        setattr(pack, name, value)
    changes = audit.differences(before, pack)
    if not changes and pack.state == PackState.DRAFT:
        return pack
    pack.state, pack.fault, pack.version = PackState.DRAFT, "", pack.version + 1
    pack.save()
    audit.record(kind="pack.changed", by=by, subject=pack, changes=changes)
    _tell_of_kept(pack, kept, by)
    return pack


def put_in_order(*, pack, version, wanted, by):
    """`wanted` are the keys of its sections as they are to stand; what the pack holds stays as it is."""
    if sorted(wanted) != sorted(pack.sections):
        raise NotWhole({"sections": "Put the sections that the pack has in order, each once"})
    return change_pack(pack=pack, version=version, by=by, sections=list(wanted))


@transaction.atomic
def add_addendum(*, pack, reason, by, kept=(), now=None):
    """A draft that tells what changed since `pack` was frozen, with the sections that it has."""
    main = _locked(pack, by)
    if main.state != PackState.FROZEN:
        raise WrongState("Only a frozen pack has addenda. This one can still be changed itself.")
    if main.addendum_to_id:
        raise WrongState("This is an addendum itself. Add to the pack that it belongs to.")
    said = {
        name: getattr(main, name) for name in ("meeting", "audience", "is_restricted", "sections", "cover", "template")
    }
    title = f"Addendum to {main.title}"[:TITLE_LIMIT]
    said |= {"title": title, "reason": reason, "addendum_to": main}
    return _make(main.partnership, by, said, kept={*kept, *_tokens(main)}, now=now)


@transaction.atomic
def ask_to_freeze(*, pack, version, by):
    """The worker builds it; from then on nobody changes it."""
    pack = _locked(pack, by)
    if pack.state in BEING_BUILT:
        raise WrongState("It is being built already.")
    if pack.state == PackState.FROZEN:
        raise WrongState(_too_far(pack))
    if pack.version != version:
        raise Stale(pack)
    # Its texts once more: its audience, and what is taken for personal data, can have changed since they were written.
    _judge(pack.partnership, {}, pack=pack, kept=_tokens(pack))
    job = jobs.ask(kind=KIND, key=f"pack:{pack.pk}", payload={"pack": pack.pk}, by=by)
    pack.job, pack.state, pack.fault, pack.step = job, PackState.WAITING, "", ""
    pack.steps_done, pack.steps_all = 0, len(pack.sections) + 1
    pack.save(update_fields=["job", "state", "fault", "step", "steps_done", "steps_all"])
    audit.record(kind="pack.asked", by=by, subject=pack)
    return pack


def cancel(*, pack, by):
    """Not in one transaction with the job: the worker holds that while it freezes, and is asked and not fought."""
    _require(pack.partnership, by)
    pack = Pack.objects.select_related("job", "partnership", "meeting").get(pk=pack.pk)
    if pack.state not in BEING_BUILT or pack.job is None:
        raise WrongState(f"It is not being built: {pack.get_state_display().lower()}.")
    try:
        jobs.cancel(job=pack.job, by=by)
    except JobNotCancellable as refusal:
        raise WrongState("It is being frozen at this moment, or has been. Look again in a minute.") from refusal
    audit.record(kind="pack.cancelled", by=by, subject=pack)
    pack.refresh_from_db()
    return pack


@transaction.atomic
def write_again(*, pack, by):
    """The formats that a frozen pack lacks, by the worker."""
    pack = _locked(pack, by)
    if pack.state != PackState.FROZEN:
        raise WrongState("Only a frozen pack is written in formats.")
    pack.job = jobs.ask(kind=KIND, key=f"pack:{pack.pk}", payload={"pack": pack.pk}, by=by)
    pack.step = ""
    pack.save(update_fields=["job", "step"])
    return pack


@transaction.atomic
def release(*, pack, by, now=None):
    """From now on everybody reads it, signed in or not."""
    pack = _locked(pack, by)
    if pack.audience != Audience.PUBLIC:
        raise WrongState("This pack is for members of the partnership. Only a pack for everybody is released.")
    if pack.state != PackState.FROZEN:
        raise WrongState("Only a frozen pack is released.")
    if pack.released_at:
        raise WrongState(f"{pack.released_by} has released it on {words.day(pack.released_at)} already.")
    if not pack.partnership.is_published:
        raise WrongState("The partnership itself is not published, so that nobody from outside could reach the pack.")
    pack.released_at, pack.released_by = now or timezone.now(), by
    pack.save(update_fields=["released_at", "released_by"])
    audit.record(kind="pack.released", by=by, subject=pack, now=pack.released_at)
    return pack


@transaction.atomic
def withdraw(*, pack, by):
    """Everybody reads it no longer; members do, and what was downloaded is out."""
    pack = _locked(pack, by)
    if not pack.released_at:
        raise WrongState("It is not released.")
    pack.released_at = pack.released_by = None
    pack.save(update_fields=["released_at", "released_by"])
    audit.record(kind="pack.withdrawn", by=by, subject=pack)
    return pack


def may_freeze(person, partnership):
    return Partnership.objects.where(person, Permission.FREEZE_PACKS).filter(pk=partnership.pk).exists()


def texts_of(said):
    """{field: text} of what a person has written, under the names that the form gives them."""
    cover = said.get("cover") or {}
    texts = {"title": said.get("title", ""), "reason": said.get("reason", "")}
    return texts | {one.field: cover.get(one.key, "") for one in HEADINGS}


def _make(partnership, by, said, *, kept, now):
    main = said.pop("addendum_to", None)
    said = _judge(partnership, said, kept=kept, is_addendum=main is not None)
    pack = Pack.objects.create(
        partnership=partnership,
        number=_next_number(said["meeting"]),
        addendum_to=main,
        made_at=now or timezone.now(),
        made_by=by,
        **said,
    )
    changes = {name: [None, said[name]] for name in ("title", "audience", "sections")}
    audit.record(kind="pack.made", by=by, subject=pack, changes=changes, now=pack.made_at)
    _tell_of_kept(pack, kept, by)
    return pack


def _tell_of_kept(pack, kept, by):
    texts = texts_of(vars(pack))
    public = list(texts) if pack.audience == Audience.PUBLIC else []
    privacy.tell_of_kept(texts=texts, kept=kept, by=by, subject=pack, public=public, partnership=pack.partnership)


def _tokens(pack):
    """What was confirmed when it was saved is not asked about again; what may never be public is refused still."""
    return {one.token for one in privacy.look(texts_of(vars(pack)))}


def _next_number(meeting):
    return (meeting.packs.aggregate(last=Max("number"))["last"] or 0) + 1


def _require(partnership, by):
    if not may_freeze(by, partnership):
        raise NotTheirs(f"{by} does not put packs of {partnership} together.")


def _locked_partnership(partnership, by):
    """Numbers of packs are given out one at a time; progress goes on meanwhile."""
    found = Partnership.objects.select_for_update(no_key=True, of=("self",)).get(pk=partnership.pk)
    _require(found, by)
    return found


def _locked(pack, by):
    partnership = _locked_partnership(pack.partnership, by)
    found = Pack.objects.select_for_update(of=("self",)).select_related("meeting", "template", "addendum_to", "job")
    found = found.get(pk=pack.pk)
    found.partnership = partnership
    return found


def _too_far(pack):
    if pack.state == PackState.FROZEN:
        return "It is frozen, and what is frozen never changes. Make an addendum, or another pack."
    return "It is being built. Cancel that first."


def _judge(partnership, said, *, pack=None, kept=(), is_addendum=False):
    """All of FIELDS, cleaned; NotWhole has a sentence for each that cannot be."""
    if unknown := set(said) - set(FIELDS):
        raise TypeError(f"A pack has no {', '.join(sorted(unknown))}.")
    empty = {"meeting": None, "title": "", "audience": Audience.BOARD, "is_restricted": False, "sections": [],
             "cover": {}, "template": None, "reason": ""}  # fmt: skip
    told = {name: said.get(name, getattr(pack, name, empty[name])) for name in FIELDS}
    told["title"], told["reason"] = clean(told["title"]), clean(told["reason"])
    told["sections"] = list(told["sections"])
    told["cover"] = {key: text for key, value in (told["cover"] or {}).items() if (text := clean(value))}
    errors = _wrong(partnership, told, is_addendum=is_addendum or bool(pack and pack.addendum_to_id))
    public = texts_of(told) if told["audience"] == Audience.PUBLIC else ()
    if errors := privacy.errors(texts_of(told), public=public, kept=kept) | errors:
        raise NotWhole(errors)
    return told


def _wrong(partnership, told, *, is_addendum):
    errors = {}
    meeting, template = told["meeting"], told["template"]
    if not isinstance(meeting, Meeting) or meeting.partnership_id != partnership.pk:
        errors["meeting"] = "Select the meeting that the pack is for"
    elif meeting.cancelled_at:
        errors["meeting"] = "This meeting is cancelled. Select another"
    if not told["title"]:
        errors["title"] = "Enter a title"
    elif len(told["title"]) > TITLE_LIMIT:
        errors["title"] = f"The title must be {TITLE_LIMIT} characters or fewer"
    if told["audience"] not in Audience.values:
        errors["audience"] = "Select who the pack is for"
    elif told["audience"] == Audience.PUBLIC and told["is_restricted"]:
        errors["is_restricted"] = "A pack for everybody cannot be restricted"
    if not told["sections"]:
        errors["sections"] = "Select at least one section"
    elif len(set(told["sections"])) != len(told["sections"]) or set(told["sections"]) - set(sections.KINDS):
        errors["sections"] = "Select sections of the list, each once"
    if set(told["cover"]) - set(BY_KEY):
        errors["cover"] = "Write under the headings of the form"
    for key, text in told["cover"].items():
        if key in BY_KEY and len(text) > LIMIT:
            errors[BY_KEY[key].field] = f"“{BY_KEY[key].words}” must be {LIMIT:,} characters or fewer"
    if template is not None and (template.partnership_id != partnership.pk or template.archived_at):
        errors["template"] = "Select a template of the partnership"
    if is_addendum and not told["reason"]:
        errors["reason"] = "Say what changed and why the board is told"
    elif len(told["reason"]) > REASON_LIMIT:
        errors["reason"] = f"The reason must be {REASON_LIMIT:,} characters or fewer"
    return errors
