from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.loading.figures import ranked
from actions.loading.package import read_package
from actions.models import Action, EvidenceFigure, Priority, Recommendation
from actions.operations.documents import load_documents
from indicators.models import Area, Indicator, Observation, Reading, Refresh, Series, Source, SupersededObservation
from indicators.operations.disclosure_check import PublishingRefused
from indicators.operations.readings import recompute_readings
from partners.models import Partnership, StakeholderCategory
from tests.factories import (
    ActionAgencyFactory,
    AreaFactory,
    DisclosureRuleFactory,
    MeasureFactory,
    MilestoneFactory,
    ObservationFactory,
    PersonFactory,
    ProgressUpdateFactory,
    SeriesFactory,
)
from tests.loading.conftest import digest
from tests.loading.folder import DEATHS, OBSERVATIONS


@pytest.fixture
def loaded(folder):
    load_documents(folders=[folder])
    return folder


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def counts(report):
    """{noun: (added, changed, removed, gone)} of what did not stay as it was."""
    return {
        tally.noun: (tally.added, tally.changed, tally.removed, tally.gone)
        for tally in report.tallies.values()
        if tally.has_changes or tally.gone
    }


def test_a_folder_becomes_a_partnership(loaded):
    partnership = Partnership.objects.get()

    assert (partnership.slug, partnership.host_agency.slug) == ("northshire", "northshire-council")
    assert [(row.area.code, row.is_main) for row in partnership.footprint.all()] == [("E06000999", True)]
    assert [(seat.agency.slug, seat.note) for seat in partnership.seats.all()] == [
        ("northshire-council", ""),
        ("northshire-probation", "Sits on the board"),
    ]


def test_lead_agencies_keep_the_order_in_which_they_are_printed(loaded):
    parts = Action.objects.get().action_agencies.all()

    assert [(part.agency.slug, part.role) for part in parts] == [
        ("northshire-probation", "lead"),
        ("northshire-council", "lead"),
    ]


def test_sub_categories_hang_below_their_category(loaded):
    rows = StakeholderCategory.objects.values_list("position", "name", "colour", "parent__name")

    assert list(rows) == [
        (1, "Healthcare", "blue", None),
        (2, "Primary care", "", "Healthcare"),
        (3, "Housing", "", None),
    ]


def test_an_evidence_figure_keeps_the_figure_and_its_series(loaded):
    figure = EvidenceFigure.objects.get()

    assert (figure.value, figure.printed, figure.period) == (33.5, "33.5%", "2022/23")
    assert figure.observation == Observation.objects.get(period="2022/23")
    assert figure.series == figure.observation.series


def test_of_two_printed_values_the_exact_one_stands_and_both_are_disputed(loaded):
    figures = Observation.objects.filter(period="2021").order_by("variant")

    assert [(o.variant, o.printed, o.is_disputed) for o in figures] == [(0, "12", True), (1, "about 10", True)]


def test_a_suppressed_figure_has_a_state_and_no_value(loaded):
    figure = Observation.objects.get(state="suppressed")

    assert (figure.value, figure.printed, figure.period) == (None, "fewer than 5", "")


def test_one_series_is_the_headline_and_readings_are_there(loaded):
    assert list(Series.objects.filter(is_headline=True).values_list("indicator__code", "sex")) == [
        ("continuity-of-care", "Persons"),
        ("deaths", "Persons"),
    ]
    assert Reading.objects.get(series__indicator__code="continuity-of-care").value == 33.5


def test_a_refresh_says_what_was_read(loaded):
    refresh = Refresh.objects.get()

    assert (refresh.source.slug, refresh.source.rank) == ("northshire-document", 50)
    assert (refresh.rows_read, refresh.added, refresh.changed, refresh.unchanged) == (5, 5, 0, 0)
    assert refresh.bytes_read == (loaded / "observations.csv").stat().st_size


def test_a_refresh_lasts_from_the_beginning_of_the_load(folder):
    begun = timezone.now()

    load_documents(folders=[folder])

    refresh = Refresh.objects.get()
    assert begun <= refresh.started_at
    # The files are read and checked in between, which takes thousandths of a second even for this folder.
    assert refresh.duration.total_seconds() > 0.001


def test_the_second_load_writes_nothing(loaded):
    before, out = digest(), StringIO()

    call_command("load_partnership", str(loaded / "partnership.yaml"), stdout=out)

    assert out.getvalue().splitlines()[0] == "Northshire Combating Drugs Partnership: nothing changed."
    assert digest() == before


def test_the_second_load_makes_no_writing_query(loaded):
    with CaptureQueriesContext(connection) as queries:
        load_documents(folders=[loaded])

    writing = [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert writing == []


def test_a_check_says_what_would_change_and_writes_nothing(folder):
    before, out = digest(), StringIO()

    call_command("load_partnership", str(folder), "--check", stdout=out)

    assert "what would change, nothing was written" in out.getvalue()
    assert digest() == before


def test_a_changed_figure_is_the_only_thing_written_and_the_old_one_is_kept(loaded):
    old = Observation.objects.get(period="2022/23")
    change(loaded, "observations.csv", "33.5,exact,33.5%", "34,exact,34%")

    (report,) = load_documents(folders=[loaded])

    assert counts(report) == {"Figures": (0, 1, 0, []), "Evidence figures": (0, 1, 0, [])}
    new = Observation.objects.get(pk=old.pk)
    assert (new.value, new.refresh) == (34, Refresh.objects.first())
    kept = SupersededObservation.objects.get()
    assert (kept.observation_id, kept.value, kept.refresh, kept.replaced_by) == (
        old.pk, 33.5, old.refresh, new.refresh,
    )  # fmt: skip
    assert kept.known_until == new.refresh.finished_at
    assert Reading.objects.get(series=new.series).value == 34
    assert Observation.objects.exclude(pk=old.pk).filter(refresh=new.refresh).count() == 0


def test_a_figure_that_went_is_kept_as_superseded(loaded):
    change(loaded, "observations.csv", OBSERVATIONS.splitlines(keepends=True)[2], "")

    (report,) = load_documents(folders=[loaded])

    assert counts(report) == {"Figures": (0, 0, 1, [])}
    assert report.superseded == ["Continuity of care, Northshire, 2021/22: 29%"]
    assert list(Observation.objects.filter(period="2021/22")) == []
    assert SupersededObservation.objects.get().printed == "29%"
    assert Refresh.objects.first().gone == 1


def test_a_series_whose_only_figure_went_has_no_reading(loaded):
    series = Series.objects.get(sex="Male")
    change(loaded, "observations.csv", OBSERVATIONS.splitlines(keepends=True)[5], "")

    load_documents(folders=[loaded])

    assert not Reading.objects.filter(series=series).exists()


def test_a_table_that_excel_saved_is_read(folder):
    for name in ("observations.csv", "contradictions.csv"):
        text = (folder / name).read_text(encoding="utf-8").replace("\n", "\r\n")
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode())

    load_documents(folders=[folder])

    assert Observation.objects.count() == 5


def test_a_recommendation_that_went_is_named_and_kept(loaded):
    text = (loaded / "partnership.yaml").read_text()
    start, end = text.index("- ref: N-01"), text.index("actions:\n")
    (loaded / "partnership.yaml").write_text(
        text[:start].replace("recommendations:\n", "recommendations: []\n") + text[end:]
    )
    out = StringIO()

    call_command("load_partnership", str(loaded), stdout=out)

    assert "  Recommendations: N-01 Meet every prison leaver at the gate\n" in out.getvalue()
    assert Recommendation.objects.get().ref == "N-01"


def test_priorities_can_swap_places(loaded):
    text = (loaded / "partnership.yaml").read_text()
    first, second = text.index("- code: N-1"), text.index("- code: N-2")
    end = text.index("recommendations:\n")
    (loaded / "partnership.yaml").write_text(text[:first] + text[second:end] + text[first:second] + text[end:])

    load_documents(folders=[loaded])

    assert list(Priority.objects.values_list("code", "position")) == [("N-2", 1), ("N-1", 2)]


def test_a_priority_that_went_leaves_its_place_to_a_new_one(loaded):
    change(loaded, "partnership.yaml", "- code: N-2", "- code: N-3")

    (report,) = load_documents(folders=[loaded])

    assert counts(report) == {"Priorities": (1, 0, 0, ["Safer streets"])}
    assert list(Priority.objects.values_list("code", flat=True)) == ["N-1", "N-3", "N-2"]
    assert not load_documents(folders=[loaded])[0].has_changes


def test_a_corrected_title_keeps_its_document(loaded):
    document = Source.objects.get().document
    change(loaded, "partnership.yaml", "title: Northshire needs assessment", "title: Northshire strategy")

    load_documents(folders=[loaded])

    document.refresh_from_db()
    assert document.title == "Northshire strategy"


def test_a_partner_and_a_lead_agency_that_went_are_no_longer_linked(loaded):
    change(loaded, "partnership.yaml", "  partners:\n  - northshire-probation\n", "  partners: []\n")
    change(loaded, "partnership.yaml", "  - northshire-council\n  place: Section 2", "  place: Section 2")

    load_documents(folders=[loaded])

    assert list(Recommendation.objects.get().partners.all()) == []
    assert [agency.slug for agency in Action.objects.get().agencies.all()] == ["northshire-probation"]


def test_another_area_can_become_the_main_one(loaded):
    AreaFactory(code="E06000111")
    change(loaded, "partnership.yaml", "  area: E06000999\n  areas:\n", "  area: E06000111\n  areas:\n  - E06000111\n")

    load_documents(folders=[loaded])

    footprint = Partnership.objects.get().footprint.values_list("area__code", "is_main")
    assert sorted(footprint) == [("E06000111", True), ("E06000999", False)]


def test_evidence_rests_on_the_figure_that_stands(folder):
    change(folder, "partnership.yaml", "  - indicator: continuity-of-care", "  - indicator: deaths")
    change(folder, "partnership.yaml", "    period: 2022/23", "    period: '2021'")

    load_documents(folders=[folder])

    assert EvidenceFigure.objects.get().printed == "12"


def test_what_people_entered_stays(loaded):
    person = PersonFactory()
    action, recommendation = Action.objects.get(), Recommendation.objects.get()
    Action.objects.update(
        delivery_status="at_risk", confidence="some_doubt", reported_at=timezone.now(), reported_by=person,
        lead_officer=person, due_on="2027-03-31",
    )  # fmt: skip
    Recommendation.objects.update(response="declined", response_reason="No money")
    Partnership.objects.update(is_published=True)
    action.recommendations.add(recommendation)
    ProgressUpdateFactory(action=action, reported_by=person)
    MilestoneFactory(action=action)
    ActionAgencyFactory(action=action, role="supporting", position=9)
    MeasureFactory(action=action, series=Series.objects.first())
    entered = digest()
    change(loaded, "partnership.yaml", "title: Write to every prison", "title: Visit every prison")

    load_documents(folders=[loaded])

    assert Action.objects.get().title == "Visit every prison"
    Action.objects.update(title="Write to every prison")
    assert digest() == entered


@pytest.mark.parametrize("publish", [True, False])
def test_a_partnership_is_published_only_where_it_is_asked_for(folder, publish):
    load_documents(folders=[folder], publish=publish)

    assert Partnership.objects.get().is_published is publish


def test_a_partnership_that_people_closed_stays_closed(folder):
    load_documents(folders=[folder], publish=True)
    Partnership.objects.update(is_published=False)

    load_documents(folders=[folder])

    assert not Partnership.objects.get().is_published


@pytest.mark.parametrize("publish", [True, False])
def test_a_load_that_shows_small_numbers_to_everybody_needs_a_reason(loaded, publish, caplog):
    """Published now, or long ago and loaded again: the rule may be newer than the document."""
    Partnership.objects.update(is_published=not publish)
    Indicator.objects.update(disclosure_rule=DisclosureRuleFactory(threshold=1000))
    before = digest()

    with pytest.raises(PublishingRefused):
        load_documents(folders=[loaded], publish=publish)
    assert digest() == before

    with caplog.at_level("INFO"):
        load_documents(folders=[loaded], publish=publish, accept_small_numbers="Printed by the council in May")
    assert Partnership.objects.get().is_published
    assert "Printed by the council in May" in caplog.text


def test_publishing_by_a_later_load_brings_the_readings_in_line(folder):
    series = SeriesFactory(indicator=Indicator.objects.get(code="continuity-of-care"), area=Area.objects.get())
    ObservationFactory(series=series, period="2020/21", period_start="2020-04-01", period_end="2021-03-31")
    load_documents(folders=[folder])
    assert Reading.objects.get(series=series).period == "2020/21"

    load_documents(folders=[folder], publish=True)

    assert Reading.objects.get(series=series).period == "2022/23"
    assert recompute_readings() == 0


def test_a_shipped_partnership_that_people_closed_stays_closed(folder, monkeypatch):
    monkeypatch.setattr("actions.loading.package.shipped_root", lambda: folder.parent)
    load_documents(folders=[folder])
    assert Partnership.objects.get().is_published
    Partnership.objects.update(is_published=False)

    load_documents(folders=[folder])

    assert not Partnership.objects.get().is_published


def test_who_sees_an_unpublished_partnership_is_said_until_it_is_published(folder):
    def said(*options):
        out = StringIO()
        call_command("load_partnership", str(folder), *options, stdout=out)
        return (
            "Northshire Combating Drugs Partnership is loaded and not published: only its members can see it. "
            "Publish it with --publish or in the admin."
        ) in out.getvalue()

    assert not said("--check")
    assert said()
    assert not said("--publish")
    assert Partnership.objects.get().is_published


@pytest.mark.parametrize("arguments", [(), ("here", "--all")])
def test_the_command_wants_folders_or_all(arguments):
    with pytest.raises(CommandError, match="Give one or more folders, or --all"):
        call_command("load_partnership", *arguments)


@pytest.mark.parametrize(
    ("first", "second", "standing"),
    [
        (("about", "Table 1"), ("exact", "Section 2"), 1),
        (("exact", "Section 1"), ("exact", "Table 14"), 1),
        (("exact", "Section 1"), ("exact", "Section 2"), 0),
        (("over", "Table 1"), ("about", "Table 2"), 0),
    ],
)
def test_which_of_two_values_stands(folder, first, second, standing):
    _, row = read_package(folder)[0].figures[0]
    rows = [row.model_copy(update={"qualifier": qualifier, "place": place}) for qualifier, place in (first, second)]

    figures = ranked(rows)

    assert figures[standing].variant == 0
    assert sorted(figure.variant for figure in figures) == [0, 1]


@pytest.mark.parametrize(
    ("value", "note"),
    [("29.5", "lies below its own lower limit 30.1"), ("38", "lies above its own upper limit")],
)
def test_a_value_outside_its_interval_is_taken_where_the_note_admits_it(folder, value, note):
    row = OBSERVATIONS.splitlines()[1]
    change(
        folder, "observations.csv", row, row.replace("33.5,", f"{value},").replace("published,", f"published,{note}")
    )

    load_documents(folders=[folder])

    assert Observation.objects.get(period="2022/23").is_disputed


@pytest.mark.parametrize(
    ("period", "note"), [("2000", "year printed as 2000"), ("2019 - 2019", "period as printed; cannot be right")]
)
def test_a_period_that_the_document_misprints_is_kept_without_dates(folder, period, note):
    with (folder / "observations.csv").open("a", encoding="utf-8") as file:
        file.write(f"{DEATHS},{period},,,Female,,,,5,exact,5,,,,,published,{note},Section 6\n")

    load_documents(folders=[folder])

    figure = Observation.objects.get(period=period)
    assert (figure.period_start, figure.period_end) == (None, None)


def test_an_open_period_and_words_that_no_calendar_knows_are_kept(folder):
    rows = [
        f"{DEATHS},since Oct 2021,2021-10-01,,Female,,,,3,exact,3,,,,,published,,Section 6",
        f"{DEATHS},first year of the pandemic,2020-04-01,2021-03-31,Female,,,,4,exact,4,,,,,published,,Section 6",
        f"{DEATHS},last decade,,,Female,,,,5,exact,5,,,,,published,,Section 6",
    ]
    with (folder / "observations.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")

    load_documents(folders=[folder])

    figures = Observation.objects.filter(series__sex="Female").order_by("value")
    assert [(o.period, str(o.period_start), str(o.period_end)) for o in figures] == [
        ("since Oct 2021", "2021-10-01", "None"),
        ("first year of the pandemic", "2020-04-01", "2021-03-31"),
        ("last decade", "None", "None"),
    ]
