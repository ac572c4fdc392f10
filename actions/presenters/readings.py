"""What a series says now, as far as a person may see it."""

from django.db.models import Exists, OuterRef, Prefetch

from indicators.models import Reading, Source


def visible_readings(user):
    """Fetch each series' reading along with it, and none that rests on somebody else's unpublished document."""
    readings = Reading.objects.visible_to(user).select_related("indicator__framework_metric", "area")
    return Prefetch("series__reading", readings)


def hides_reading(user):
    """Of measures fetched with series__reading: whether it rests on such a document."""
    return Exists(Source.objects.hidden_from(user).filter(pk=OuterRef("series__reading__source")))


def seen_reading(measure):
    """The reading of a measure fetched with hides_reading() as `is_hidden`; a hidden one is taken off its series."""
    if measure.is_hidden:
        measure.series._state.fields_cache["reading"] = None
    return getattr(measure.series, "reading", None)
