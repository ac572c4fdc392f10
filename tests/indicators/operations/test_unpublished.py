"""What an unpublished partnership's figures do to readings: nothing, unless nobody else has any."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from indicators.models import AreaType, Footprint, Reading, Series
from indicators.operations.headlines import mark_headlines
from indicators.operations.publishing import publish_partnership, unpublish_partnership
from indicators.operations.readings import recompute_readings
from partners.models import Membership
from tests.factories import (
    AreaFactory,
    DocumentFactory,
    FootprintFactory,
    IndicatorFactory,
    MembershipFactory,
    ObservationFactory,
    PartnershipFactory,
    PersonFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
EVERYBODY = AnonymousUser()


@pytest.fixture
def england():
    return AreaFactory(code="E92000001", name="England", area_type=AreaType.COUNTRY)


@pytest.fixture
def series(england):
    series = SeriesFactory(indicator=IndicatorFactory(polarity="lower_is_better"), is_headline=True)
    series.area.parents.add(england)
    return series


@pytest.fixture
def draft():
    return PartnershipFactory(slug="draft", is_published=False)


@pytest.fixture
def official():
    return RefreshFactory()


def document_of(partnership, rank=5):
    source = SourceFactory(kind="document", document=DocumentFactory(partnership=partnership), rank=rank)
    return RefreshFactory(source=source)


def observe(series, year, value, refresh, **more):
    return ObservationFactory(
        series=series, refresh=refresh, period=str(year), period_start=f"{year}-01-01", period_end=f"{year}-12-31",
        value=value, lower_95=value - 0.5, upper_95=value + 0.5, **more,
    )  # fmt: skip


def readings():
    return {row[0]: row for row in Reading.objects.order_by("pk").values_list()}


def member_of(partnership):
    return MembershipFactory(user=PersonFactory(), partnership=partnership).user


def test_nothing_of_a_public_reading_is_made_of_unpublished_figures(series, england, draft, official):
    """Each year of the draft is nearer, newer or better ranked; none is seen in value, change, trend, spark or rank."""
    national = SeriesFactory(indicator=series.indicator, area=england)
    for year in range(2016, 2021):
        observe(series, year, 10.0 + year - 2016, official)
    for _ in range(5):
        observe(SeriesFactory(indicator=series.indicator), 2020, 12.0, official)
    recompute_readings()
    before = readings()

    hidden = document_of(draft)
    for year in (2015, 2019, 2020, 2021):
        observe(series, year, 77.0, hidden)
    observe(national, 2020, 9.0, hidden)
    observe(SeriesFactory(indicator=series.indicator), 2020, 1.0, hidden)
    recompute_readings()

    now = readings()
    assert {key: row for key, row in now.items() if key in before} == before
    assert len(now) == len(before) + 2
    assert set(Reading.objects.visible_to(EVERYBODY).values_list("pk", flat=True)) == set(before)


def test_a_series_that_only_a_draft_has_is_read_by_those_who_see_the_draft(series, england, draft, official):
    national = SeriesFactory(indicator=series.indicator, area=england)
    observe(national, 2020, 9.0, official)
    hidden = document_of(draft)
    for year in (2019, 2020):
        observe(series, year, 12.0 + year - 2019, hidden)
    observe(SeriesFactory(indicator=series.indicator), 2020, 20.0, official)

    recompute_readings()

    now = Reading.objects.get(series=series)
    assert (now.value, now.change, now.england_value, now.standing_england) == (13.0, 1.0, 9.0, "worse")
    assert (now.rank, now.rank_of) == (1, 2)
    assert now in Reading.objects.visible_to(member_of(draft))
    assert now not in Reading.objects.visible_to(EVERYBODY)
    assert now not in Reading.objects.visible_to(member_of(PartnershipFactory()))


def test_of_two_drafts_one_reading_holds_figures_of_one_alone(series, england, draft):
    """Nor is one draft's area ranked among, or compared with, those of the other."""
    other = PartnershipFactory(is_published=False)
    first, second = document_of(draft, rank=50), document_of(other, rank=50)
    observe(series, 2020, 40.0, second)
    observe(series, 2021, 50.0, second)
    observe(series, 2020, 10.0, first)
    observe(SeriesFactory(indicator=series.indicator, area=england), 2020, 9.0, second)
    observe(SeriesFactory(indicator=series.indicator), 2020, 5.0, second)

    recompute_readings()

    now = Reading.objects.get(series=series)
    assert (now.value, now.change, json.loads(now.spark)) == (10.0, None, [["2020", 10.0]])
    assert (now.england_value, now.rank) == (None, None)
    assert now in Reading.objects.visible_to(member_of(draft))
    assert now not in Reading.objects.visible_to(member_of(other))


def test_the_better_source_of_two_drafts_stands(series, draft):
    observe(series, 2021, 50.0, document_of(draft, rank=50))
    better = observe(series, 2020, 10.0, document_of(PartnershipFactory(is_published=False), rank=40))

    recompute_readings()

    assert Reading.objects.get(series=series).observation == better


def test_an_unpublished_series_takes_no_headline_from_a_published_one(series, draft, official):
    group = SeriesFactory(indicator=series.indicator, area=series.area, age="18+")
    observe(series, 2020, 1.0, official)
    for year in (2019, 2020):
        observe(group, year, 2.0, document_of(draft))

    assert mark_headlines(indicator_ids=[series.indicator_id]) == set()

    publish_partnership(partnership=draft, by=PersonFactory())
    assert Series.objects.get(is_headline=True) == group
    unpublish_partnership(partnership=draft, by=PersonFactory())
    assert Series.objects.get(is_headline=True) == series


def test_publishing_shows_the_draft_in_every_reading_and_unpublishing_takes_it_out(series, england, draft, official):
    observe(series, 2020, 12.0, official)
    national = observe(SeriesFactory(indicator=series.indicator, area=england), 2020, 9.0, document_of(draft))
    mark_headlines(indicator_ids=[series.indicator_id])
    recompute_readings()
    before = readings()
    lead = PersonFactory()

    assert publish_partnership(partnership=draft, by=lead) == 1

    assert draft.is_published
    assert Reading.objects.get(series=series).standing_england == "worse"
    assert set(Reading.objects.visible_to(EVERYBODY).values_list("pk", flat=True)) == {series.pk, national.series_id}

    assert unpublish_partnership(partnership=draft, by=lead) == 1

    draft.refresh_from_db()
    assert not draft.is_published
    assert readings() == before
    assert list(Reading.objects.visible_to(EVERYBODY).values_list("pk", flat=True)) == [series.pk]


def test_a_partnership_without_figures_can_be_published(draft):
    assert publish_partnership(partnership=draft, by=PersonFactory()) == 0
    draft.refresh_from_db()
    assert draft.is_published


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_series(draft, count, django_assert_max_num_queries):
    hidden, indicator = document_of(draft), IndicatorFactory()
    for _ in range(count):
        observe(SeriesFactory(indicator=indicator), 2021, 3.0, hidden)

    with django_assert_max_num_queries(13):
        assert recompute_readings() == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_readings_are_listed_in_as_many_queries(client, series, draft, count, django_assert_num_queries):
    for year in range(count):
        observe(SeriesFactory(indicator=series.indicator), 2020, 3.0 + year, RefreshFactory())
        observe(SeriesFactory(indicator=series.indicator), 2020, 3.0, document_of(draft))
    recompute_readings()

    with django_assert_num_queries(1):
        answer = client.get("/api/v1/readings/")

    assert len(answer.json()["results"]) == count


def admin_form(partnership, **fields):
    names = ("slug", "name", "short_name", "host", "vision", "note")
    form = {name: getattr(partnership, name) for name in names} | {"host_agency": ""}
    for prefix in ("footprint", "membership_set", "memberships"):
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return form | fields


def test_the_admin_publishes_with_the_readings(series, draft, admin_client):
    observe(series, 2020, 12.0, RefreshFactory())
    observe(series, 2021, 13.0, document_of(draft))
    recompute_readings()
    address = reverse("admin:partners_partnership_change", args=[draft.pk])

    answer = admin_client.post(address, admin_form(draft, is_published="on"))
    assert (answer.status_code, Reading.objects.get().value) == (302, 13.0)

    answer = admin_client.post(address, admin_form(draft))
    assert (answer.status_code, Reading.objects.get().value) == (302, 12.0)


def test_the_admin_shows_the_areas_of_a_partnership(draft, admin_client):
    FootprintFactory(partnership=draft, area__name="Draftshire")
    MembershipFactory(partnership=draft)

    page = admin_client.get(reverse("admin:partners_partnership_change", args=[draft.pk])).content.decode()

    assert "Draftshire" in page
    assert all(model._meta.verbose_name_plural.capitalize() in page for model in (Footprint, Membership))
