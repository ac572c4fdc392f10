"""Which figures a person may see: those of official sources, and those of documents whose partnership they may see."""

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
    """A reading is hidden with the observation that it shows; what stands behind it is not put in its place."""
    return Reading.objects.exclude(observation__source__in=hidden_sources(user))


def visible_superseded(user):
    return SupersededObservation.objects.exclude(source__in=hidden_sources(user))
