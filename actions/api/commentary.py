"""The API's commentaries: what partnerships say of the figures that their strategies are measured by."""

from django.db.models import Exists, F, OuterRef, Prefetch
from django.utils import timezone
from rest_framework import serializers

from actions import measures
from actions.api.filters_said import CommentaryFilterSet
from actions.api.measures import current_measures
from actions.board.rows import MeasureLine
from actions.commentary.standing import said_of
from actions.models import Commentary
from actions.presenters import lights
from actions.presenters.readings import visible_readings
from cdp.api_support.fields import SampleData, SlugOf, Uid, Who
from partners.api_own import OwnViewSet


class CommentarySerializer(serializers.ModelSerializer):
    uid = Uid("commentaries")
    partnership = SlugOf()
    series = serializers.IntegerField(source="series_id", help_text="The series whose figures it is about.")
    indicator = serializers.CharField(source="series.indicator.code")
    area = serializers.CharField(source="series.area.code")
    reads = serializers.SerializerMethodField(help_text="The text as it reads today, its places filled.")
    is_refilled = serializers.SerializerMethodField(help_text="True where figures have come since it was written.")
    fault = serializers.SerializerMethodField(help_text="Why the words no longer hold; empty where they do.")
    written_by = Who("written_by", "Who wrote it.")
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Commentary
        fields = [
            "id", "uid", "partnership", "series", "indicator", "area", "text", "reads", "claim", "is_refilled",
            "fault", "written_at", "written_by", "sample_data",
        ]  # fmt: skip

    def get_reads(self, commentary) -> str:
        return _today(commentary).text

    def get_is_refilled(self, commentary) -> bool:
        return _today(commentary).is_refilled

    def get_fault(self, commentary) -> str:
        return _today(commentary).fault


def _today(commentary):
    """As the strategy's page shows it; fetch it with its series, the measures tied to that and its reading."""
    if not hasattr(commentary, "as_said_today"):
        on, series = timezone.localdate(), commentary.series
        tied = next(one for one in series.tied if one.of_partnership == commentary.partnership_id)
        tied.series = series
        facts = lights.facts_of(tied)
        line = MeasureLine(tied, None, facts, measures.verdict(facts, on=on), measures.sentence(facts, on=on))
        reading = getattr(series, "reading", None)
        commentary.as_said_today = said_of(commentary, reading, on=on, target=line.target_text)
    return commentary.as_said_today


class CommentaryViewSet(OwnViewSet):
    """What partnerships say of figures that their strategies are measured by, filled with the newest figures."""

    queryset = Commentary.objects.none()
    model = Commentary
    serializer_class = CommentarySerializer
    filterset_class = CommentaryFilterSet
    sortable = {"written_at": "written_at"}
    draws_on = {"reads": "series", "is_refilled": "series", "fault": "series"}

    def get_queryset(self):
        # What an action is held to comes before what is shared.
        tied = current_measures().order_by(F("action").asc(nulls_last=True), "pk")
        is_measured = current_measures().filter(of_partnership=OuterRef("partnership"), series=OuterRef("series"))
        standing = super().get_queryset().filter(Exists(is_measured), replaced_at=None)
        return standing.select_related("written_by", "series__indicator", "series__area").prefetch_related(
            Prefetch("series__measures", tied, "tied"), visible_readings(self.request.user)
        )
