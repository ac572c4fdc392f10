"""Figures that a partnership's own systems send as JSON: all of them published like any other, or none."""

import json

import pytest

from actions.models import Import, LocalSource
from cdp.models import Change, Scope
from indicators.models import Observation, Refresh, Source, SupersededObservation, WithheldFigure
from tests.factories import AreaFactory, DisclosureRuleFactory, FootprintFactory, PartnershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("area", "indicator")]


def figure(**said):
    return {"indicator": "drug-deaths", "area": "E06000001", "period": "2023", "value": 6.5} | said


@pytest.fixture
def gives(sends, data_lead):
    """The answer to figures that a program sends."""

    def gives(*figures, by=data_lead, partnership="northshire", ask="", **options):
        body = {"partnership": partnership, "figures": list(figures)}
        return sends("post", f"local-figures/{ask}", body, by=by, **options)

    return gives


def standing():
    return list(Observation.objects.order_by("period_start").values_list("period", "value"))


def refused(problem):
    return [(error["pointer"], error["detail"]) for error in problem["errors"]]


# --- Published -------------------------------------------------------------------------------------------------------


def test_figures_are_published_with_all_that_is_said_of_them(gives):
    answer = gives(
        figure(
            sex="Female",
            age="18-64",
            category_type="Substance",
            category="Opiates",
            lower_95=5,
            upper_95=8.25,
            count=13,
            denominator=200,
            state="provisional",
            note="From the service’s\nown records",
        )
    )

    said = answer.json()
    assert answer.status_code == 201, said
    assert (said["state"], said["kind"], said["counts"]["added"]) == ("committed", "local_figures", 1)
    one = Observation.objects.select_related("series", "source").get()
    assert (one.value, one.lower_95, one.upper_95, one.count, one.denominator) == (6.5, 5, 8.25, 13, 200)
    assert (one.state, one.note) == ("provisional", "From the service’s own records")
    series = one.series
    assert (series.sex, series.age, series.category_type, series.category) == (
        "Female", "18-64", "Substance", "Opiates",
    )  # fmt: skip
    assert (one.source.name, one.source.rank) == ("Figures of Northshire itself", 90)
    assert Change.objects.filter(kind="figures.published", noun="indicators", thing="drug-deaths").exists()


def test_what_is_not_sent_again_stays_and_is_not_called_missing(gives):
    gives(figure(period="2022", value=5))

    said = gives(figure()).json()

    assert (said["counts"]["missing"], said["counts"]["added"]) == (0, 1)
    assert [one["change"] for one in said["report"]["differences"]] == ["added"]
    assert standing() == [("2022", 5.0), ("2023", 6.5)]
    assert (Source.objects.count(), LocalSource.objects.count()) == (1, 1)


def test_a_figure_that_is_corrected_keeps_what_it_was(gives):
    gives(figure())

    said = gives(figure(value=7)).json()

    assert said["counts"]["changed"] == 1
    assert standing() == [("2023", 7.0)]
    assert SupersededObservation.objects.get().value == 6.5


def test_figures_that_stand_already_change_nothing(gives):
    gives(figure())

    said = gives(figure()).json()

    assert (said["state"], said["counts"]["unchanged"]) == ("unchanged", 1)


def test_a_figure_without_a_value_is_none(gives):
    said = gives(figure(value=None), figure(period="2022", value=None, state="suppressed")).json()

    assert said["state"] == "committed"
    assert set(Observation.objects.values_list("state", "value")) == {("not_available", None), ("suppressed", None)}


def test_a_thousand_figures_come_at_once_and_no_more(gives, partnership, problem_of):
    years = [figure(period=f"{month} {year}") for year in range(1940, 2024) for month in ("May", "June")]
    areas = [AreaFactory() for _ in range(6)]
    for area in areas:
        FootprintFactory(partnership=partnership, area=area, is_main=False)
    many = [one | {"area": area.code} for area in areas for one in years]

    assert refused(problem_of(gives(*many), 400))[0][0] == "/figures"
    assert gives(*many[:1000]).json()["counts"]["added"] == 1000


def test_a_dry_run_publishes_nothing_until_it_is_committed(gives, sends, data_lead):
    answer = gives(figure(), ask="?dry_run=true")

    assert (answer.status_code, answer.json()["state"], standing()) == (201, "checked", [])
    done = sends("post", f"imports/{answer.json()['id']}/commit/", by=data_lead, etag=answer["ETag"])
    assert (done.json()["state"], standing()) == ("committed", [("2023", 6.5)])


def test_the_same_key_publishes_once(gives):
    first, second = gives(figure(), key="one"), gives(figure(), key="one")

    assert (first.content, second["Idempotent-Replayed"]) == (second.content, "true")
    assert Refresh.objects.count() == 1


# --- Refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "pointer", "words"),
    [
        ({"period": "whenever"}, "/figures/1/period", "whenever"),
        ({"indicator": "no-such"}, "/figures/1/indicator", "There is no indicator of this code"),
        ({"area": "E99999999"}, "/figures/1/area", "There is no area of this code"),
        ({"count": -1}, "/figures/1/count", "cannot be negative"),
        ({"lower_95": 7, "upper_95": 8}, "/figures/1/value", "outside its 95% interval"),
        ({"lower_95": 5}, "/figures/1/upper_95", "Half of the 95% interval is missing"),
        ({"state": "suppressed"}, "/figures/1/state", "has no value, but one is given"),
        ({"category": "Opiates"}, "/figures/1/category_type", "A category needs a category type"),
        ({"period": "1 January 2023 to 31 December 2023"}, "/figures/0", "figure 1"),
    ],
)
def test_one_figure_that_cannot_be_taken_keeps_all_of_them_out(gives, said, pointer, words, problem_of):
    found = refused(problem_of(gives(figure(), figure(period="2022") | said), 422))

    assert found[0][0] == pointer
    assert words in found[0][1]
    assert (standing(), Import.objects.count(), Refresh.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"value": "6.5"}, "/figures/0/value"),
        ({"value": True}, "/figures/0/value"),
        ({"value": 10**400}, "/figures/0/value"),
        ({"period": 2023}, "/figures/0/period"),
        ({"qualifier": "about"}, "/figures/0/qualifier"),
        ({"state": "guessed"}, "/figures/0/state"),
        ({"indicator": "drug\0deaths"}, "/figures/0/indicator"),
    ],
)
def test_a_body_that_cannot_be_read_points_at_the_member(gives, said, pointer, problem_of):
    assert [one[0] for one in refused(problem_of(gives(figure(**said)), 400))] == [pointer]


def test_the_same_figure_twice_is_refused(gives, problem_of):
    assert refused(problem_of(gives(figure(), figure(period="2022"), figure()), 400))[0][0] == "/figures/2"


@pytest.mark.parametrize("raw", ['{"value": NaN}', '{"value": Infinity}', '{"value": 1e999', "[", '{"figures": []}'])
def test_what_is_no_json_or_no_figures_is_refused(sends, data_lead, raw, problem_of):
    problem_of(sends("post", "local-figures/", by=data_lead, raw=raw), 400)


def test_a_number_beyond_all_is_refused(sends, data_lead, problem_of):
    raw = json.dumps({"partnership": "northshire", "figures": [figure(value="beyond")]}).replace('"beyond"', "1e999")

    assert refused(problem_of(sends("post", "local-figures/", by=data_lead, raw=raw), 400))[0][0] == "/figures/0/value"


def test_areas_of_others_are_refused_and_those_within_are_taken(gives, area, problem_of):
    ward = AreaFactory(code="E05000001")
    ward.parents.add(area)
    AreaFactory(code="E06000002", name="Elsewhere")

    assert gives(figure(area="E05000001")).json()["state"] == "committed"
    assert refused(problem_of(gives(figure(area="E06000002")), 422))[0][0] == "/figures/0/area"


def test_figures_of_a_partnership_that_is_not_published_are_not_taken(gives, partnership, problem_of):
    partnership.is_published = False
    partnership.save()

    assert "not published yet" in problem_of(gives(figure()), 409)["detail"]
    assert Source.objects.count() == 0


def test_only_those_who_may_manage_sources_send_figures(gives, viewer, stranger, data_lead, problem_of):
    PartnershipFactory(slug="elsewhere", is_published=False)

    problem_of(gives(figure(), by=None), 401)
    problem_of(gives(figure(), by=viewer), 403)
    problem_of(gives(figure(), by=stranger), 403)
    problem_of(gives(figure(), scopes=(Scope.READ, Scope.WRITE_UPDATES)), 403)
    problem_of(gives(figure(), partnership="elsewhere"), 404)
    assert standing() == []


@pytest.mark.parametrize("ask", ["?dry_run=yes", "?dry_run=", "?dryrun=true", "?dry_run=true&dry_run=true"])
def test_a_wish_that_is_not_understood_is_refused(gives, ask, problem_of):
    problem_of(gives(figure(), ask=ask), 400)
    assert standing() == []


# --- Small numbers ---------------------------------------------------------------------------------------------------


def test_a_small_number_of_people_is_withheld_by_the_rule_of_its_indicator(gives, indicator, sends):
    indicator.value_type, indicator.scope = "count", "service"
    indicator.disclosure_rule = DisclosureRuleFactory()
    indicator.save()

    answer = gives(figure(value=3, count=3))

    assert '"now":""' in answer.content.decode().replace(" ", "")
    (row,) = sends("get", "observations/").json()["results"]
    assert (row["value"], row["count"], row["state"]) == (None, None, "suppressed")
    assert WithheldFigure.objects.get().value == 3
