"""Checking the figures of sources, and what is kept of it."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import RuleFinding, SourceKind, State
from indicators.operations import quality
from indicators.operations.disclosure import set_rule
from indicators.operations.quality import check_figures
from indicators.operations.refresh import refresh
from tests.factories import (
    AreaFactory,
    DisclosureRuleFactory,
    IndicatorFactory,
    ObservationFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.fingertips import row, write

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def area():
    return AreaFactory(code="E06000900", name="Northshire")


@pytest.fixture
def wrong(area):
    """247 of 667 is 37%."""
    indicator = IndicatorFactory(code="smoking", name="Smoking")
    series = SeriesFactory(indicator=indicator, area=area)
    return ObservationFactory(series=series, value=38, count=247, denominator=667, printed="38%", place="Table 5")


def test_a_finding_says_what_where_and_which_figures(wrong, area):
    report = check_figures()

    one = RuleFinding.objects.get()
    assert (one.rule, one.source, one.indicator, one.area) == (
        "count-and-denominator", wrong.source, wrong.series.indicator, area,
    )  # fmt: skip
    assert one.sentence == "247 of 667 is 37.0%; 38% is printed."
    assert one.figures == [
        {
            "observation": wrong.pk,
            "said": "38%, count 247 of 667 (Northshire, 2021, Table 5)",
            "indicator": "smoking",
            "area": "E06000900",
        }
    ]
    assert (report.figures, report.total, report.new, report.gone) == (1, 1, 1, 0)


def test_a_finding_that_is_found_again_keeps_its_time_and_takes_the_new_words(wrong):
    check_figures()
    RuleFinding.objects.update(first_found_at=LONG_AGO)
    before = RuleFinding.objects.get()
    wrong.value = 39
    wrong.printed = "39%"
    wrong.save()

    report = check_figures()

    after = RuleFinding.objects.get()
    assert (after.pk, after.key, after.first_found_at) == (before.pk, before.key, LONG_AGO)
    assert after.sentence == "247 of 667 is 37.0%; 39% is printed."
    assert (report.new, report.gone) == (0, 0)


def test_a_finding_that_is_mended_is_gone(wrong):
    check_figures()
    wrong.value = 37
    wrong.printed = "37%"
    wrong.save()

    report = check_figures()

    assert not RuleFinding.objects.exists()
    assert (report.total, report.gone) == (0, 1)


def test_other_sources_are_left_alone(wrong):
    check_figures()
    other = SourceFactory()

    assert check_figures(source_ids={other.pk}).figures == 0
    assert RuleFinding.objects.get().source == wrong.source


def test_figures_of_different_sources_are_never_set_against_each_other(area):
    series = SeriesFactory(area=area)
    for value in (10, 90):
        ObservationFactory(series=series, value=value)

    assert check_figures().total == 0


def test_suppressed_and_undated_figures_are_no_hindrance(area):
    undated = {"period": "", "period_start": None, "period_end": None}
    ObservationFactory(series=SeriesFactory(area=area), value=None, state=State.SUPPRESSED, **undated)
    ObservationFactory(series=SeriesFactory(area=area), value=5, **undated)

    assert check_figures().total == 0


def test_a_hundred_of_a_kind_are_listed_and_the_rest_counted(monkeypatch, area):
    monkeypatch.setattr(quality, "MOST_OF_A_KIND", 2)
    indicator, run = IndicatorFactory(), RefreshFactory()
    for sex in ("Persons", "Male", "Female"):
        series = SeriesFactory(indicator=indicator, area=area, sex=sex)
        ObservationFactory(series=series, refresh=run, value=120)

    report = check_figures()

    assert RuleFinding.objects.count() == 2
    assert dict(report.left_out) == {"impossible-value": 1}


@pytest.mark.parametrize("number", [1, 3])
def test_a_check_makes_as_many_queries_for_one_figure_as_for_three(area, number):
    indicator, run = IndicatorFactory(), RefreshFactory()
    for sex in ("Persons", "Male", "Female")[:number]:
        series = SeriesFactory(indicator=indicator, area=area, sex=sex)
        ObservationFactory(series=series, refresh=run, value=120)

    with CaptureQueriesContext(connection) as queries:
        assert check_figures().new == number

    assert len(queries) == 12


@pytest.fixture
def downloaded(tmp_path, settings, area):
    settings.MEDIA_ROOT = tmp_path / "media"
    IndicatorFactory(code="unmet-need", fingertips_id=93517)
    location = write(tmp_path / "figures.csv", row(Value="38", Count="247", Denominator="667"))
    return SourceFactory(slug="fingertips", kind=SourceKind.FINGERTIPS_CSV, location=str(location))


def test_a_refresh_has_the_figures_of_its_source_checked(downloaded, tmp_path):
    refresh(source=downloaded)

    assert RuleFinding.objects.get().source == downloaded

    write(tmp_path / "figures.csv", row(Value="37.03", Count="247", Denominator="667"))
    refresh(source=downloaded)

    assert not RuleFinding.objects.exists()


def test_what_is_hidden_goes_from_the_findings_too(wrong):
    check_figures()

    set_rule(indicators=[wrong.series.indicator], rule=DisclosureRuleFactory(threshold=300))

    assert not RuleFinding.objects.filter(sentence__contains="247").exists()


def said(*args):
    out = StringIO()
    call_command("check_data", *args, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_lists_findings_by_rule(wrong):
    lines = said()

    assert lines[1].startswith("A count and a denominator that do not make the value (1). ")
    assert lines[2] == f"  {wrong.source.name}: Smoking, Northshire. 247 of 667 is 37.0%; 38% is printed."
    assert lines[-1] == "1 figures checked: 1 findings, 1 new, 0 gone."


def test_the_command_writes_csv_of_one_source(wrong):
    other = SourceFactory(slug="another")

    assert [line.split(",")[:3] for line in said("--source", wrong.source.slug, "--format", "csv")] == [
        ["rule", "source", "indicator"],
        ["count-and-denominator", wrong.source.slug, "smoking"],
    ]
    assert said("--source", other.slug, "--format", "csv") == [
        "rule,source,indicator,area,sentence,figures,first_found_at"
    ]


def test_an_unknown_source_is_refused_with_those_that_are_known():
    SourceFactory(slug="fingertips")

    with pytest.raises(CommandError, match=r"There is no source “nothing”\. Known sources: fingertips\."):
        said("--source", "nothing")
