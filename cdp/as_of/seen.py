"""Who sees what: which series have a reading that nobody is kept from, told before readings are worked out."""

from django.db.models import OuterRef

from indicators.models import Observation, Source


def seen_by_all():
    """A figure of the outer series that gives it a reading which everybody may see."""
    hidden = list(Source.objects.exclude(pk__in=Source.objects.public().values("pk")).values_list("pk", flat=True))
    # Nought is no figure where an area had been abolished.
    return Observation.objects.filter(series=OuterRef("pk"), variant=0).exclude(source__in=hidden).exclude(value=0)
