"""The newest figure of a series, as it stands within what is about the series."""

from django.db.models import F, Prefetch
from rest_framework import serializers

from cdp.api_support.fields import SlugOf
from indicators.api.versions import HELP as VERSION
from indicators.api.versions import definition_version
from indicators.models import Reading, State

NEWEST = "Its newest figure, as readings give it; null where there is none that you may see."


class LatestSerializer(serializers.ModelSerializer):
    observation = serializers.IntegerField(source="observation_id", help_text="The figure that it shows.")
    provisional = serializers.SerializerMethodField(help_text="True where the source may still change it.")
    definition_version = serializers.SerializerMethodField(help_text=VERSION)
    source = SlugOf()
    retrieved = serializers.DateTimeField(
        source="retrieved_at", allow_null=True, help_text="When it was last read from its source."
    )

    class Meta:
        model = Reading
        fields = [
            "observation", "period", "period_start", "period_end", "value", "lower_95", "upper_95", "lower_998",
            "upper_998", "interval_is_computed", "count", "denominator", "state", "qualifier", "printed",
            "provisional", "definition_version", "source", "retrieved",
        ]  # fmt: skip

    def get_provisional(self, reading) -> bool:
        return reading.state == State.PROVISIONAL

    def get_definition_version(self, reading) -> str:
        return definition_version(reading.indicator)


def latest_readings(user, path="reading"):
    """Fetched with series, or along a path that ends in the reading of one; as far as this person may see it."""
    readings = Reading.objects.visible_to(user).select_related("indicator__framework_metric", "area", "source")
    return Prefetch(path, readings.annotate(retrieved_at=F("observation__refresh__finished_at")))
