"""The real way: files are refreshed, one day after the other, and the days can be looked back to."""

import datetime

import pytest
from django.utils import timezone

from indicators.models import Observation
from indicators.operations.as_of import figures_as_known
from indicators.operations.refresh import refresh
from indicators.operations.rollback import roll_back
from tests.factories import AreaFactory, DisclosureRuleFactory, IndicatorFactory, SourceFactory
from tests.indicators.as_of.history import at, photograph
from tests.indicators.fingertips import row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_day(monkeypatch, settings, tmp_path):
    """Run a refresh of these rows as on a day."""
    settings.MEDIA_ROOT = tmp_path / "media"
    file = tmp_path / "figures.csv"
    AreaFactory(code="E06000900", name="Northshire")
    AreaFactory(code="E06000901", name="Southshire")
    source = SourceFactory(location=str(file), publishing="at_once")

    def run(day, *rows):
        write(file, *rows)
        with monkeypatch.context() as clock:
            clock.setattr(timezone, "now", lambda: at(day))
            return refresh(source=source)

    return run


def known(day):
    with figures_as_known(datetime.date.fromisoformat(day)):
        return photograph()


def without_runs(kept):
    return {name: kept[name] for name in ("observations", "readings", "headlines")}


def test_each_day_is_as_its_refresh_left_it(on_day):
    IndicatorFactory(fingertips_id=93517)
    left = {}
    for day, rows in {
        "2026-04-01": [row()],
        "2026-04-02": [row(), row(Time_period="2018/19", Value="50.1"), row(Area_Code="E06000901", Value="40")],
        "2026-04-05": [row(Value="51.9"), row(Time_period="2018/19"), row(Area_Code="E06000901", Value="")],
    }.items():
        run = on_day(day, *rows)
        assert run.outcome == "changed"
        left[day] = photograph()

    assert without_runs(known("2026-03-31")) == {"observations": [], "readings": [], "headlines": set()}
    for asked, day in (("2026-04-01",) * 2, ("2026-04-02",) * 2, ("2026-04-04", "2026-04-02"), ("2026-04-05",) * 2):
        assert without_runs(known(asked)) == without_runs(left[day]), asked


def test_a_refresh_under_a_disclosure_rule_is_taken_back_and_nothing_small_is_seen(on_day):
    rule = DisclosureRuleFactory(threshold=5)
    IndicatorFactory(fingertips_id=93517, value_type="count", multiplier=1, disclosure_rule=rule)
    on_day("2026-04-01", row(Value="3", Count="3"), row(Time_period="2018/19", Value="80", Count="80"))
    before = photograph()
    run = on_day("2026-04-02", row(Value="90", Count="90"), row(Time_period="2018/19", Value="81", Count="81"))

    roll_back(run=run, by=None, now=at("2026-04-03"))

    def shown(rows):
        return [(each["period"], each["value"], each["count"], each["state"]) for each in rows]

    assert shown(photograph()["observations"]) == shown(before["observations"])
    days = ("2026-04-01", "2026-04-02", "2026-04-03")
    assert {each["value"] for day in days for each in known(day)["observations"]} <= {None, 80.0, 81.0, 90.0}
    assert Observation.objects.filter(value=3).count() == 0
