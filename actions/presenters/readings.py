"""What a series says now, as far as a person may see it."""

from django.db.models import Prefetch

from indicators.models import Reading


def visible_readings(user):
    """Fetch each series' reading along with it, and none that rests on somebody else's unpublished document."""
    readings = Reading.objects.visible_to(user).select_related("indicator__framework_metric", "area")
    return Prefetch("series__reading", readings)
