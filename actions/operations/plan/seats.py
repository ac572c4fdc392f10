"""Which agencies sit in a partnership. A seat is current truth, as a role is: the events tell of one that has ended."""

from django.db import transaction
from django.utils.text import slugify

from actions.models import ActionAgency
from actions.operations.plan import judging, keeping
from actions.operations.plan.refusals import WrongState
from cdp import audit, words
from partners.models import Agency, AgencyKind, Seat, StakeholderCategory

SAID = ("agency", "name", "kind", "stakeholder_category", "note")
FIELDS = ("agency", "stakeholder_category", "note")


@transaction.atomic
def give_seat(*, partnership, by, **said):
    """To an agency that is known here, or to one that is new: `name` and `kind` then."""
    partnership = keeping.for_editing(partnership, by)
    judge = judging.Judge(said, SAID)
    _about(judge, partnership)
    name = judging.clean(said.get("name"))
    if said.get("agency") and name:
        judge.refuse("name", "Select an agency or enter a new one, one of the two")
    elif said.get("agency"):
        judge.one_of("agency", Agency.objects.all(), "Select an agency")
        if partnership.seats.filter(agency=said["agency"]).exists():
            judge.refuse("agency", f"{said['agency']} has a seat already")
    else:
        _named(judge, name)
    new = judge.done()
    agency = new.pop("agency", None) or _new_agency(name, new["kind"], partnership, by)
    new.pop("kind", None)
    seat = Seat(partnership=partnership, agency=agency, **{key: new[key] for key in new if key in FIELDS})
    return keeping.put_in(seat, kind="seat.given", by=by, fields=FIELDS)


@transaction.atomic
def change_seat(*, seat, version, by, **said):
    seat = keeping.locked(seat, by)
    judge = judging.Judge(said, ("stakeholder_category", "note"))
    _about(judge, seat.partnership)
    return keeping.write(seat, judge.done(), version=version, kind="seat.changed", by=by)


@transaction.atomic
def end_seat(*, seat, version, reason, by):
    """Not while the agency leads or supports what is to be done, or somebody acts for it here."""
    seat = keeping.locked(seat, by)
    reason = judging.reason(reason, "Say why the seat ends")
    if standing := what_holds(seat):
        raise WrongState(standing)
    keeping.require_version(seat, version)
    had = {name: [value, None] for name, value in audit.snapshot(seat, FIELDS).items() if value}
    audit.record(kind="seat.ended", by=by, subject=seat, reason=reason, changes=had)
    seat.delete()


def what_holds(seat):
    """Why the seat cannot end yet, in a sentence; empty where nothing holds it."""
    parts = ActionAgency.objects.filter(
        agency=seat.agency_id, action__partnership=seat.partnership_id, action__archived_at=None
    ).count()
    if parts:
        return (
            f"{seat.agency} leads or supports {words.plural(parts, 'action')}. "
            "Give them to other agencies or archive them first."
        )
    people = seat.partnership.memberships.filter(agency=seat.agency_id).count()
    if people:
        held = "is held" if people == 1 else "are held"
        return f"{words.plural(people, 'role')} in this partnership {held} for {seat.agency}. Take them first."
    return ""


def _about(judge, partnership):
    categories = StakeholderCategory.objects.filter(document__partnership=partnership)
    judge.one_of("stakeholder_category", categories, "Select a category of this partnership’s documents")
    judge.text("note", "the note", limit=judging.REASON_LIMIT)


def _named(judge, name):
    if not name:
        judge.refuse("agency", "Select an agency, or enter the name of a new one")
    elif len(name) > 200:
        judge.refuse("name", f"The name must be 200 characters or fewer; it has {len(name)}")
    elif known := (
        Agency.objects.filter(name__iexact=name) | Agency.objects.filter(aliases__name__iexact=name)
    ).first():
        judge.refuse("name", f"{known} is known here already. Choose it above.")
    judge.said = {"kind": "", **judge.said}
    judge.choice("kind", AgencyKind.values, "Select what kind of agency it is")


def _new_agency(name, kind, partnership, by):
    """Shared by all partnerships, as one police force sits in several."""
    stem = slugify(name)[:90] or "agency"
    slug, number = stem, 2
    while Agency.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    agency = Agency.objects.create(slug=slug, name=name, kind=kind, is_sample=partnership.is_sample)
    audit.record(
        kind="agency.added", by=by, subject=agency, partnership=partnership, changes={"name": name, "kind": kind}
    )
    return agency
