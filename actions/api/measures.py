"""The API's measures: what a priority, a recommendation or an action is to move, and how far it has come."""

from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions import measures
from actions.api.filters import MeasureFilterSet
from actions.models import Measure
from actions.presenters import lights
from cdp.api_support.fields import RefId, SampleData, Uid
from indicators.api.latest import NEWEST, LatestSerializer, latest_readings
from partners.api_own import OwnViewSet

MEASURES = Prefetch("measures", Measure.objects.current().select_related("series__indicator", "series__area"))


class MeasureSerializer(serializers.ModelSerializer):
    """As it stands within what it belongs to."""

    uid = Uid("measures")
    series = serializers.IntegerField(source="series_id", help_text="The series that is to move.")
    indicator = serializers.CharField(source="series.indicator.code")
    area = serializers.CharField(source="series.area.code")
    baseline = serializers.FloatField(allow_null=True)
    target = serializers.FloatField(allow_null=True)

    class Meta:
        model = Measure
        fields = ["id", "uid", "series", "indicator", "area", "baseline", "baseline_period", "target", "target_on"]


class MeasureRowSerializer(MeasureSerializer):
    """As a row of its own."""

    partnership = serializers.CharField(source="owner.partnership.slug", help_text="The partnership's slug.")
    action = RefId(source=None, allow_null=True, help_text="The action that it belongs to; null if to something else.")
    recommendation = RefId(source=None, allow_null=True, help_text="The recommendation that it belongs to; or null.")
    priority = RefId(code="code", source=None, allow_null=True, help_text="The priority that it belongs to; or null.")
    verdict = serializers.SerializerMethodField(
        help_text="What the newest figure says of it, by the same rule as the page of the action."
    )
    sentence = serializers.SerializerMethodField(help_text="Where it stood, where it is and where it is to go.")
    latest = LatestSerializer(source="series.reading", read_only=True, allow_null=True, help_text=NEWEST)
    sample_data = SampleData("owner.partnership.is_sample")

    class Meta:
        model = Measure
        fields = [
            *MeasureSerializer.Meta.fields[:2], "partnership", "action", "recommendation", "priority",
            *MeasureSerializer.Meta.fields[2:], "verdict", "sentence", "latest", "sample_data",
        ]  # fmt: skip

    @extend_schema_field({"type": "string", "enum": [each.value for each in measures.MeasureVerdict]})
    def get_verdict(self, measure):
        return measures.verdict(lights.facts_of(measure), on=timezone.localdate()).value

    def get_sentence(self, measure) -> str:
        return measures.sentence(lights.facts_of(measure), on=timezone.localdate())

    def to_representation(self, measure):
        measure.owner = getattr(measure, measure.owner_name)
        return super().to_representation(measure)


class MeasureViewSet(OwnViewSet):
    """What priorities, recommendations and actions are measured by: a series, a baseline, a target and its day."""

    queryset = Measure.objects.none()
    serializer_class = MeasureRowSerializer
    filterset_class = MeasureFilterSet
    sortable = {"target_on": "target_on"}
    includable = ("latest",)
    draws_on = {"verdict": "series", "sentence": "series"}

    def get_queryset(self):
        found = current_measures().filter(of_partnership__in=self.seen().values("pk"))
        return found.select_related(
            "action__partnership", "recommendation__partnership", "priority__partnership",
            "series__indicator", "series__area",
        ).prefetch_related(latest_readings(self.request.user, "series__reading"))  # fmt: skip


def current_measures():
    """With `of_partnership`, the id of the partnership; without those of what is archived."""
    whose = Coalesce("action__partnership", "recommendation__partnership", "priority__partnership")
    standing = Q(action__archived_at=None, recommendation__archived_at=None)
    return Measure.objects.current().filter(standing).annotate(of_partnership=whose)
