"""What publishing writes beside the figures, and what it takes out."""

import pytest

from indicators.models import (
    Observation,
    PublishedJudgement,
    Reading,
    RefreshPart,
    RuleFinding,
    SourceKind,
    SupersededObservation,
    WithheldFigure,
)
from indicators.operations.disclosure import set_rule
from indicators.operations.quality import forget_findings
from indicators.operations.staging import after_commit
from indicators.periods import Period
from indicators.sources import nomis
from indicators.sources.base import Group, Judgement, Key, Reject, Row
from tests.factories import (
    AreaFactory,
    DisclosureRuleFactory,
    EvidenceFigureFactory,
    IndicatorFactory,
    RuleFindingFactory,
    SourceFactory,
)
from tests.indicators.fingertips import HEADER, row, write

pytestmark = pytest.mark.django_db
ENGLAND, PARENT = "Compared_to_England_value_or_percentiles", "Compared_to_Region_value_or_percentiles"


def test_each_indicator_has_its_account(load, source, file, indicator, digests):
    other = IndicatorFactory(fingertips_id=41001)
    write(file, row(), row(Time_period="2018/19"), row(Indicator_ID="41001"))
    load()
    write(file, row(Value="53"), row(Time_period="2020/21"), row(Indicator_ID="41001"))

    run = load().run

    assert list(run.changes.values_list("indicator", "added", "changed", "removed")) == [(indicator.pk, 1, 1, 0)]
    assert dict(RefreshPart.objects.values_list("indicator", "rows")) == {indicator.pk: 2, other.pk: 1}
    source.refresh_from_db()
    assert source.number_of_figures == 4


def test_gone_figures_are_taken_out_only_where_somebody_says_so(load, source, file, indicator):
    write(file, row(), row(Time_period="2020/21", Value="60"), row(Sex="Male"))
    load()
    write(file, row())

    kept = load()
    removed = load(remove_gone=True)

    assert (kept.found.gone, kept.found.removed) == (2, 0)
    assert (removed.found.gone, removed.found.removed) == (2, 2)
    assert list(removed.run.changes.values_list("indicator", "added", "changed", "removed")) == [
        (indicator.pk, 0, 0, 2)
    ]
    assert list(Observation.objects.values_list("period", "value")) == [("2019/20", 52.5)]
    old = SupersededObservation.objects.order_by("value")
    assert [(one.period, one.value, one.replaced_by) for one in old] == [
        ("2019/20", 52.5, removed.run),
        ("2020/21", 60, removed.run),
    ]
    assert list(Reading.objects.values_list("period", "value")) == [("2019/20", 52.5)]
    source.refresh_from_db()
    assert source.number_of_figures == 1
    assert load().found.gone == 0


def test_evidence_outlives_a_figure_that_is_taken_out(load, file):
    write(file, row(), row(Time_period="2018/19"))
    load()
    evidence = EvidenceFigureFactory(observation=Observation.objects.get(period="2018/19"))
    write(file, row())

    load(remove_gone=True)

    evidence.refresh_from_db()
    assert evidence.observation is None


def test_a_hidden_figure_that_is_taken_out_stays_hidden(load, file, indicator):
    set_rule(indicators=[indicator], rule=DisclosureRuleFactory(threshold=5))
    write(file, row(Value="3", Count="3", Denominator="100"), row(Time_period="2018/19", Count="60", Denominator="100"))
    load()
    write(file, row(Time_period="2018/19", Count="60", Denominator="100"))

    load(remove_gone=True)

    old = SupersededObservation.objects.get()
    assert (old.value, old.count) == (None, None)
    assert list(WithheldFigure.objects.values_list("observation", "superseded", "count")) == [(None, old.pk, 3)]


# --- What the source says itself -------------------------------------------------------------------------------------


def judgements():
    names = ("series__sex", "period", *Judgement._fields)
    return list(PublishedJudgement.objects.order_by("series__sex").values_list(*names))


def test_what_the_source_says_is_kept_of_the_newest_figure(load, source, file):
    write(
        file,
        row(**{"Time_period": "2018/19", ENGLAND: "Worse"}),
        row(**{"Recent_Trend": "Increasing", ENGLAND: "Better", PARENT: "Similar", "Compared_to_goal": "Met"}),
        row(**{"Sex": "Male", "Time_period": "2018/19", ENGLAND: "Worse"}),
        row(Sex="Male"),
    )

    run = load().run

    assert judgements() == [("Persons", "2019/20", "Increasing", "Better", "Similar", "Met")]
    kept = PublishedJudgement.objects.get()
    assert (kept.source, kept.refresh, str(kept.period_end)) == (source, run, "2020-03-31")


def test_what_the_source_says_follows_the_source(load, file):
    write(file, row(**{ENGLAND: "Worse"}), row(**{"Sex": "Male", ENGLAND: "Worse"}))
    load()
    write(file, row(**{ENGLAND: "Better"}), row(Sex="Male"))

    loaded = load()

    assert loaded.found.changed == 0
    assert judgements() == [("Persons", "2019/20", "", "Better", "", "")]
    assert PublishedJudgement.objects.get().refresh == loaded.run


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Compared to CCGs (from Apr 2021) value or percentiles", "Worse"),
        ("Compared to percentiles", "Worse"),
        ("Column not used", ""),
    ],
)
def test_the_parent_s_comparison_is_found_by_its_place(load, file, heading, said):
    header = HEADER.replace("Compared to Region value or percentiles", heading)
    write(file, row(**{ENGLAND: "Better", PARENT: "Worse"}), header=header)

    load()

    assert judgements() == [("Persons", "2019/20", "", "Better", said, "")]


def test_nothing_is_kept_of_what_a_disclosure_rule_binds(load, file, indicator):
    write(file, row(**{ENGLAND: "Better"}))
    load()
    set_rule(indicators=[indicator], rule=DisclosureRuleFactory(threshold=5))
    before = judgements()
    write(file, row(**{ENGLAND: "Worse"}))

    load()

    assert before == judgements() == []


# --- Other kinds of source, and what comes after ---------------------------------------------------------------------


def test_a_source_of_another_kind_is_staged_row_by_row(load, kept, file, indicator, area, monkeypatch):
    file.write_text("whatever it is")
    key = Key(Group(indicator.pk, "Persons", "", "", ""), area.pk, *_days("2019"))
    other = key._replace(start=_days("2020")[0], end=_days("2020")[1])
    found = [
        Row(2, key, "2019", 1.5, None, None, None, None, None, 1e-300, "published", "a\ttab"),
        Reject(3, "Value", "x", "This is not a number.", other),
    ]
    monkeypatch.setattr(nomis, "read", lambda *_, **__: iter(found))

    source = SourceFactory(kind=SourceKind.NOMIS)
    loaded = load(of=source)

    assert (loaded.notes.rows_read, loaded.notes.rejected, loaded.found.added) == (2, 1, 1)
    figure = Observation.objects.get()
    assert (figure.period, figure.value, figure.denominator, figure.note) == ("2019", 1.5, 1e-300, "a\ttab")
    assert load(of=source).skipped == set()


def _days(text):
    period = Period.parse(text)
    return period.start, period.end


def test_what_a_profile_repeats_is_left_to_the_file_that_gives_it(load, tmp_path, kept, source, indicator):
    IndicatorFactory(fingertips_id=41001)
    source.kind = SourceKind.FINGERTIPS
    source.save()
    one, profile = tmp_path / "one.csv", tmp_path / "profile.csv"
    write(one, row())
    write(profile, row(Value="99"), row(Indicator_ID="41001"))
    about = {"kind": "data", "format": "csv"}

    loaded = load(kept(one, **about), kept(profile, without=["93517"], **about))

    assert (loaded.notes.rows_read, loaded.notes.rejected, loaded.found.added) == (2, 0, 2)
    assert Observation.objects.get(series__indicator=indicator).value == 52.5


def test_findings_that_may_say_a_hidden_figure_are_forgotten(indicator):
    other = IndicatorFactory()
    RuleFindingFactory(indicator=indicator)
    beside = {"observation": 1, "said": "3", "indicator": indicator.code, "area": "x"}
    RuleFindingFactory(indicator=other, key="beside", figures=[{**beside, "indicator": other.code}, beside])
    kept = RuleFindingFactory(indicator=other, key="alone", figures=[{**beside, "indicator": other.code}])

    assert forget_findings(indicator_ids=[indicator.pk]) == 2

    assert list(RuleFinding.objects.all()) == [kept]


def test_tidying_up_after_a_few_rows_does_nothing(load, file, django_assert_num_queries):
    write(file, row())
    loaded = load()

    with django_assert_num_queries(0):
        after_commit(loaded.found)


def test_another_area_has_its_own_series(load, file):
    AreaFactory(code="E06000901")
    write(file, row(), row(Area_Code="E06000901"))

    assert load().found.new_series == 2
