"""Which series stands for an indicator in an area, marked for many indicators at once."""

import pytest

from indicators.models import Series
from indicators.operations import headlines
from tests.factories import AreaFactory, IndicatorFactory, ObservationFactory, SeriesFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("at_a_time", [1, 2, 50])
def test_all_indicators_have_their_headlines_however_many_are_looked_at_at_a_time(monkeypatch, at_a_time):
    monkeypatch.setattr(headlines, "INDICATORS_AT_A_TIME", at_a_time)
    area, chosen, given_up = AreaFactory(), set(), set()
    for _ in range(3):
        indicator = IndicatorFactory()
        old = SeriesFactory(indicator=indicator, area=area, sex="Male", is_headline=True)
        everybody = SeriesFactory(indicator=indicator, area=area, sex="Persons", is_headline=False)
        ObservationFactory(series=everybody)
        chosen.add(everybody.pk)
        given_up.add(old.pk)
    untouched = SeriesFactory(is_headline=True)

    moved = headlines.mark_headlines(
        indicator_ids=Series.objects.filter(pk__in=chosen).values_list("indicator", flat=True)
    )

    assert moved == chosen | given_up
    assert set(Series.objects.filter(is_headline=True).values_list("pk", flat=True)) == chosen | {untouched.pk}
