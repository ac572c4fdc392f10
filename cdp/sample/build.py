"""Puts Exampleshire together: areas, agencies, people, figures, strategy, a year of progress. All of it or nothing."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cdp import changes
from cdp.sample import figures_files, people, programs, texts
from cdp.sample.calendar import Calendar
from cdp.sample.commentary import write_commentaries
from cdp.sample.figures import EXAMPLESHIRE, NEIGHBOURS
from cdp.sample.meetings import make_meetings, record_decisions, set_a_light
from cdp.sample.packs import make_packs
from cdp.sample.strategy import Setting, write_strategy
from indicators.loading.differences import Report
from indicators.models import Area, Footprint, Series
from indicators.operations.neighbours import Group, write_groups
from indicators.operations.step_changes import begins, mark_step_change
from partners.models import (
    Agency,
    Document,
    DocumentKind,
    DocumentNote,
    Membership,
    NationalRole,
    Partnership,
    Principle,
    Seat,
    StakeholderCategory,
)
from partners.roles import NATIONAL_ROLES

SLUG = "exampleshire"
# The indicator with a step change, and the place of the period that it begins with.
CHANGED, CHANGED_AT = "drug-poisoning-admissions", 6


class SampleNotAllowed(Exception):
    """Made-up data may not stand beside real partnerships."""


class SampleNotLoaded(Exception):
    """A next release needs the sample that it follows."""


@dataclass(frozen=True)
class Loaded:
    """What a run did."""

    is_new: bool
    figures: int = 0


def load_sample(*, seed, today, people_file):
    """Make Exampleshire if it is not there, and see to it that its people can sign in either way."""
    _refuse_where_real()
    with transaction.atomic():
        is_new = not Partnership.objects.filter(slug=SLUG).exists()
        figures = 0
        if is_new:
            with changes.as_one():
                figures = build(seed=seed, today=today)
            _tell()
        phrase = people.ensure_sign_in(people_file)
        access = programs.ensure_access(Partnership.objects.get(slug=SLUG), people_file)
    people.write_file(people_file, phrase, access)
    return Loaded(is_new, figures)


def _tell():
    """Whoever follows the changes reads all of it once, instead of a thousand steps of a year that never was."""
    partnership = Partnership.objects.get(slug=SLUG)
    changes.record(kind="partnership.loaded", noun="partnerships", thing=SLUG, partnership=partnership)
    for noun in ("areas", "agencies", "indicators"):
        changes.record(kind="reference.loaded", noun=noun)


def release_next():
    """Write the file as its next release has it, for a refresh to find; the path."""
    _refuse_where_real()
    drawn = figures_files.drawn_with()
    if drawn is None or not Partnership.objects.filter(slug=SLUG).exists():
        raise SampleNotLoaded("Exampleshire is not loaded here yet. Run manage.py load_sample first.")
    return figures_files.write_file(figures_files.SOURCES[0], **drawn, next_release=True)


def _refuse_where_real():
    if not settings.SAMPLE_DATA_ALLOWED:
        raise SampleNotAllowed(
            "Sample data is not loaded in production: made-up figures must not stand beside real ones. "
            "Set ENVIRONMENT to demo or development to try it."
        )


def build(*, seed, today):
    """Everything, in the order in which one thing needs the other; the number of figures."""
    calendar = Calendar(today)
    general = texts.read("strategy")
    areas = _make_areas()
    _make_neighbours(areas)
    agencies = _make_agencies()
    partnership = _make_partnership(general, agencies)
    Footprint.objects.create(partnership=partnership, area=areas[EXAMPLESHIRE], is_main=True)
    document = _make_document(partnership, general, calendar)
    _make_seats(partnership, document, agencies)
    everyone = _make_members(partnership, agencies)
    runs = figures_files.load_figures(seed=seed, today=today)
    make_meetings(partnership, calendar)
    setting = Setting(partnership, document, calendar, agencies, everyone)
    write_strategy(setting)
    record_decisions(setting)
    set_a_light(setting)
    _mark_step_change(everyone)
    write_commentaries(setting)
    make_packs(setting)
    return sum(run.added for run in runs)


def _mark_step_change(everyone):
    """One lasting change that somebody vouches for, so that a control chart with two sets of limits can be seen."""
    series = Series.objects.get(area__code=EXAMPLESHIRE, indicator__code=CHANGED, is_headline=True)
    by = everyone["data_lead"]
    starts_on = begins(series, user=by)[CHANGED_AT]
    mark_step_change(series=series, starts_on=starts_on, reason="Naloxone to take home from every pharmacy", by=by)


def _make_areas():
    areas = {}
    for row in texts.read("areas"):
        area = Area.objects.create(code=row["code"], name=row["name"], area_type=row["type"], is_sample=True)
        area.parents.set([areas[code] for code in row["parents"]])
        areas[row["code"]] = area
    return areas


def _make_neighbours(areas):
    """Exampleshire and its peers are all alike, so the neighbours of each are all the others, made up as they are."""
    peers = [areas[row["code"]] for row in texts.read("areas") if NEIGHBOURS in row["parents"]]
    groups = [
        Group(area, "Nearest neighbours (sample)", "Made up", peers[place + 1 :] + peers[:place])
        for place, area in enumerate(peers)
    ]
    write_groups(groups, report=Report("Neighbours of sample areas"))


def _make_agencies():
    agencies = {}
    for row in texts.read("agencies"):
        agencies[row["slug"]] = Agency.objects.create(
            slug=row["slug"],
            name=row["name"],
            short_name=row.get("short_name", ""),
            kind=row["kind"],
            parent=agencies.get(row.get("parent")),
            is_generic=row.get("is_generic", False),
            is_sample=True,
        )
    return agencies


def _make_partnership(general, agencies):
    partnership = Partnership.objects.create(
        slug=SLUG,
        name="Exampleshire Combating Drugs Partnership",
        short_name="Exampleshire",
        host="Exampleshire Council",
        host_agency=agencies["exampleshire-council"],
        vision=general["vision"],
        note="Exampleshire does not exist. Its people, actions and figures are made up.",
        is_published=True,
        is_sample=True,
    )
    Principle.objects.bulk_create(
        Principle(partnership=partnership, position=position, place="Section 1", **words)
        for position, words in enumerate(general["principles"], 1)
    )
    return partnership


def _make_document(partnership, general, calendar):
    first = calendar.first_year
    document = Document.objects.create(
        partnership=partnership,
        title=f"Exampleshire Drug and Alcohol Strategy {first} to {first + 5}",
        kind=DocumentKind.STRATEGY,
        published=f"June {first}",
        covers=f"April {first} to March {first + 5}",
    )
    DocumentNote.objects.bulk_create(DocumentNote(document=document, **words) for words in general["notes"])
    return document


def _make_seats(partnership, document, agencies):
    categories = {}
    for row in texts.read("agencies"):
        name = row["category"]
        if name not in categories:
            position = len(categories) + 1
            categories[name] = StakeholderCategory.objects.create(
                document=document, version="Final map", position=position, name=name, place="Annex B"
            )
        Seat.objects.create(
            partnership=partnership, agency=agencies[row["slug"]], stakeholder_category=categories[name]
        )


def _make_members(partnership, agencies):
    everyone = people.create_people()
    Membership.objects.bulk_create(
        Membership(
            user=everyone[person.key],
            partnership=partnership,
            agency=agencies[person.agency] if person.agency else None,
            role=person.role,
        )
        for person in people.everybody()
        if person.role and person.role not in NATIONAL_ROLES
    )
    for person in people.everybody():
        if person.role in NATIONAL_ROLES:
            given = {"given_at": timezone.now(), "given_by": everyone["admin"]}
            NationalRole.objects.create(person=everyone[person.key], role=person.role, **given)
    return everyone
