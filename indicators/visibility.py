"""Which figures a person may see: those of official sources, and those of documents whose partnership they may see."""

from django.db.models import Exists, OuterRef

from indicators.models import Observation, Reading, Source, SupersededObservation
from partners.models import Partnership


def hidden_sources(user):
    """The documents of partnerships that are not this person's to see."""
    return Source.objects.filter(document__isnull=False).exclude(
        document__partnership__in=Partnership.objects.visible_to(user)
    )


def visible_observations(user):
    return Observation.objects.exclude(source__in=hidden_sources(user))


def visible_readings(user):
    """A change and a trend are made of every figure of a series, so one hidden figure hides the reading."""
    hidden = Observation.objects.filter(series=OuterRef("series_id"), source__in=hidden_sources(user))
    return Reading.objects.filter(~Exists(hidden))


def visible_superseded(user):
    return SupersededObservation.objects.exclude(source__in=hidden_sources(user))
