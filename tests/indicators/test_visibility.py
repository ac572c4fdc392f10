import pytest

from indicators.models import Observation, Reading, Refresh, Series, Source, SupersededObservation
from tests.factories import (
    DocumentFactory,
    ObservationFactory,
    PartnershipFactory,
    ReadingFactory,
    RefreshFactory,
    SourceFactory,
    SupersededObservationFactory,
)

pytestmark = pytest.mark.django_db


def figures_of(source):
    """A figure of this source, its reading and an earlier value of it."""
    refresh = RefreshFactory(source=source)
    observation = ObservationFactory(source=source, refresh=refresh)
    ReadingFactory(observation=observation)
    SupersededObservationFactory(series=observation.series, source=source, refresh=refresh)
    return observation


@pytest.mark.parametrize("model", [Source, Refresh, Series, Observation, SupersededObservation, Reading])
def test_what_an_unpublished_document_says_is_seen_by_its_partnership_alone(model, viewer, stranger, partnership):
    partnership.is_published = False
    partnership.save()
    figures_of(SourceFactory(kind="document", document=DocumentFactory(partnership=partnership)))
    theirs = set(model.objects.values_list("pk", flat=True))
    figures_of(SourceFactory())
    others = PartnershipFactory(is_published=True)
    figures_of(SourceFactory(kind="document", document=DocumentFactory(partnership=others)))
    everything = set(model.objects.values_list("pk", flat=True))

    assert set(model.objects.visible_to(viewer).values_list("pk", flat=True)) == everything
    assert set(model.objects.visible_to(stranger).values_list("pk", flat=True)) == everything - theirs


def test_a_hidden_figure_hides_neither_the_series_nor_the_reading_of_a_public_one(stranger):
    unpublished = PartnershipFactory(is_published=False)
    hidden = SourceFactory(kind="document", document=DocumentFactory(partnership=unpublished))
    series = figures_of(SourceFactory()).series
    ObservationFactory(series=series, source=hidden, refresh=RefreshFactory(source=hidden), period="2001")

    assert list(Series.objects.visible_to(stranger)) == [series]
    assert list(Reading.objects.visible_to(stranger)) == [series.reading]
