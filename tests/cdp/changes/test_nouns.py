"""Every list of the API is told of when it changes, or it is said by what else one learns of it."""

import datetime

import pytest

from cdp import api
from cdp.changes import api as feed_api
from cdp.changes import kinds
from cdp.models import AuditEvent, Change
from indicators.loading.differences import Report
from indicators.operations import quality, source_changes, sources
from indicators.operations.neighbours import Group, write_groups
from indicators.operations.step_changes import mark_step_change, remove_step_change
from tests.cdp import api_rows
from tests.factories import (
    AreaFactory,
    FootprintFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
    RuleFindingFactory,
    SourceFactory,
)
from tests.indicators.pages.figures import series_of

pytestmark = pytest.mark.django_db


def told():
    return list(Change.objects.order_by("pk").values_list("kind", "noun", "thing", "partnership__slug"))


# All lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", [prefix for prefix, *_ in api.router.registry])
def test_every_list_has_changes_of_its_own_or_it_is_said_what_to_follow_instead(noun):
    assert (noun in feed_api.NOUNS) != (noun in kinds.TOLD_BY), (
        f"{noun} is neither told of (cdp/changes/things.py) nor in TOLD_BY of cdp/changes/kinds.py, or it is both."
    )


def test_what_to_follow_instead_is_told_of_and_has_its_reason():
    for noun, (instead, reason) in kinds.TOLD_BY.items():
        assert noun in {prefix for prefix, *_ in api.router.registry}
        assert set(instead) <= set(feed_api.NOUNS)
        assert reason


def test_each_kind_of_the_feed_that_is_no_event_has_its_words():
    assert all(len(sentence) > 20 for sentence in kinds.OTHERS.values())
    assert set(kinds.all_kinds()) >= kinds.GONE


# Step changes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def series(partnership):
    area = AreaFactory(name="Northshire")
    FootprintFactory(partnership=partnership, area=area)
    return series_of(IndicatorFactory(), area, list(range(10)), last_year=2021)


def test_a_step_change_is_told_to_all_and_stands_in_the_audit_of_who_marked_it(series, partnership_lead, partnership):
    made = mark_step_change(
        series=series, starts_on=datetime.date(2016, 1, 1), reason="A new service", by=partnership_lead
    )
    thing = str(made.pk)
    remove_step_change(step_change=made, by=partnership_lead)

    assert told() == [
        ("step_change.marked", "step-changes", thing, None),
        ("step_change.removed", "step-changes", thing, None),
    ]
    events = AuditEvent.objects.order_by("pk").values_list("kind", "person_name", "reason", "partnership")
    assert list(events) == [
        ("chart.step_marked", "Lee Lead", "A new service", partnership.pk),
        ("chart.step_removed", "Lee Lead", "", partnership.pk),
    ]


def test_of_figures_that_only_a_partnership_reads_it_alone_is_told(series, partnership, partnership_lead):
    partnership.is_published = False
    partnership.save()
    source = api_rows.document_source(partnership=partnership)
    series.observations.update(source=source)

    mark_step_change(series=series, starts_on=datetime.date(2016, 1, 1), reason="A new service", by=partnership_lead)

    assert [slug for *_, slug in told()] == ["northshire"]


# Neighbours, sources, data quality ------------------------------------------------------------------------------------


def test_each_group_of_neighbours_that_is_another_is_told_and_no_other():
    here, there, new = (AreaFactory() for _ in range(3))
    near, far = AreaFactory(), AreaFactory()
    for area in (here, there):
        group = NeighbourGroupFactory(area=area, name="A list", source="An office")
        NeighbourFactory(group=group, area=near, position=1)
        NeighbourFactory(group=group, area=far, position=2)

    write_groups(
        [
            Group(here, "A list", "An office", [near, far]),
            Group(there, "A list", "An office", [far, near]),
            Group(new, "A list", "An office", [near]),
        ],
        report=Report("Neighbours"),
    )

    assert told() == [
        ("neighbours.changed", "neighbour-groups", there.code, None),
        ("neighbours.changed", "neighbour-groups", new.code, None),
    ]


def test_a_source_is_told_when_it_is_added_and_when_something_about_it_is_another(partnership_lead, partnership):
    made = sources.add_source(name="Ours", kind="fingertips", rank=5, by=partnership_lead)
    sources.change_settings(source=made, by=partnership_lead, move_limit=30)
    sources.change_settings(source=made, by=partnership_lead, move_limit=30)
    of_document = api_rows.document_source(partnership=partnership)
    source_changes.record(source=of_document, was={"move_limit": 1}, now={"move_limit": 2}, by=None)

    assert told() == [
        ("source.changed", "sources", made.slug, None),
        ("source.changed", "sources", made.slug, None),
        ("source.changed", "sources", of_document.slug, "northshire"),
    ]


def test_findings_that_are_others_than_before_are_told_once():
    source = SourceFactory()
    RuleFindingFactory(source=source)

    quality.check_figures(source_ids=[source.pk])
    quality.check_figures(source_ids=[source.pk])

    assert told() == [("quality.checked", "rule-findings", "", None)]
