"""What the API answers of neighbours, step changes and what runs changed."""

import pytest

from tests.cdp.api_rows import document_source, observation
from tests.cdp.test_api import results
from tests.factories import (
    AreaFactory,
    FootprintFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
    PartnershipFactory,
    PersonFactory,
    RefreshChangeFactory,
    RefreshFactory,
    StepChangeFactory,
)

pytestmark = pytest.mark.django_db


def test_neighbours_are_those_of_an_area_the_nearest_first(client):
    group = NeighbourGroupFactory(area=AreaFactory(code="E06000001"), name="Nearest neighbours, 2020")
    for position in (2, 1):
        NeighbourFactory(group=group, position=position, area=AreaFactory(code=f"E0600001{position}"))
    NeighbourGroupFactory()

    (row,) = results(client, "neighbour-groups", area="E06000001")

    assert [each["area"] for each in row["neighbours"]] == ["E06000011", "E06000012"]
    assert results(client, "neighbour-groups", neighbour="E06000012") == [row]
    assert client.get("/api/v1/neighbour-groups/E06000001/").json() == row


def test_a_step_change_names_who_marked_it_to_members_who_answer_for_the_area(client, partnership, viewer, stranger):
    marked = StepChangeFactory(marked_by=PersonFactory(name="Dana Data"))
    FootprintFactory(partnership=partnership, area=marked.series.area)

    def name():
        (row,) = results(client, "step-changes", series=marked.series_id)
        return row["marked_by"]

    assert name() == ""
    client.force_login(stranger)
    assert name() == ""
    client.force_login(viewer)
    assert name() == "Dana Data"


def test_a_step_change_of_a_series_known_from_an_unpublished_document_alone_is_not_there(client):
    source = document_source(partnership=PartnershipFactory(is_published=False))
    StepChangeFactory(series=observation(source=source).series)

    assert results(client, "step-changes") == []


def test_step_changes_are_narrowed_by_their_day(client):
    marked = StepChangeFactory(starts_on="2021-01-01")

    assert [row["id"] for row in results(client, "step-changes", starts_from="2021-01-01")] == [marked.pk]
    assert results(client, "step-changes", starts_to="2020-12-31") == []


def test_what_a_run_changed_is_narrowed_by_run_source_and_indicator(client):
    wanted = RefreshChangeFactory(added=5)
    RefreshChangeFactory(refresh=RefreshFactory())
    asked = {
        "refresh": wanted.refresh_id,
        "source": wanted.refresh.source.slug,
        "indicator": wanted.indicator.code,
    }

    for name, value in asked.items():
        assert [row["added"] for row in results(client, "refresh-changes", **{name: value})] == [5], name
