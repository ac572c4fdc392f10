"""The API's reference data: areas, indicators, the national framework, sources, refreshes and quality findings."""

from django.db.models import OuterRef, Prefetch, Subquery
from rest_framework import serializers

from cdp.api_support.fields import OfNewest, SampleData, SlugOf, Uid
from cdp.api_support.shape import columns
from cdp.api_support.uids import UidMixin
from cdp.api_support.views import ReadOnlyViewSet
from indicators.api.filters import (
    AreaFilterSet,
    FrameworkMetricFilterSet,
    IndicatorFilterSet,
    QualityFindingFilterSet,
    RefreshFilterSet,
    SourceFilterSet,
)
from indicators.models import (
    Area,
    DisclosureRule,
    Footprint,
    FrameworkMetric,
    Indicator,
    Outcome,
    QualityFinding,
    Refresh,
    Source,
    SourceKind,
)
from partners.models import Partnership


class AreaSerializer(serializers.ModelSerializer):
    uid = Uid("areas")
    parents = SlugOf("code", many=True)
    successors = SlugOf("code", many=True)
    partnerships = serializers.SerializerMethodField(help_text="Slugs of the partnerships that answer for it.")
    sample_data = SampleData("is_sample")

    class Meta:
        model = Area
        fields = [
            "code", "uid", "name", "area_type", "parents", "valid_from", "valid_to", "successors", "partnerships",
            "note", "sample_data",
        ]  # fmt: skip

    def get_partnerships(self, area) -> list[str]:
        return [each.partnership.slug for each in area.visible_footprints]


class AreaViewSet(UidMixin, ReadOnlyViewSet):
    """Places for which figures are published, under their official codes; local: and sample: begin our own."""

    queryset = Area.objects.none()
    serializer_class = AreaSerializer
    sortable = columns("code", "name", "area_type")
    draws_on = {"partnerships": "footprints"}
    filterset_class = AreaFilterSet
    lookup_field = "code"
    lookup_value_regex = "[^/]+"
    ordering = ["code"]

    def get_queryset(self):
        mine = Footprint.objects.filter(partnership__in=Partnership.objects.visible_to(self.request.user))
        mine = mine.select_related("partnership").order_by("partnership__slug")
        footprints = Prefetch("footprints", mine, "visible_footprints")
        return Area.objects.prefetch_related("parents", "successors", footprints)


class DisclosureRuleSerializer(serializers.ModelSerializer):
    class Meta:
        model = DisclosureRule
        fields = [
            "slug", "name", "threshold", "rounding_base", "hides_count", "hides_denominator", "hides_value",
            "rationale", "source",
        ]  # fmt: skip


class IndicatorSerializer(serializers.ModelSerializer):
    uid = Uid("indicators")
    outcome = SlugOf("code")
    framework_metric = SlugOf("code")
    disclosure_rule = DisclosureRuleSerializer(
        read_only=True, allow_null=True, help_text="Which figures are too small to be shown; null where none are."
    )
    sample_data = SampleData("is_sample")

    class Meta:
        model = Indicator
        fields = [
            "code", "uid", "name", "definition", "rationale", "unit", "value_type", "multiplier", "polarity", "scope",
            "national_priority", "outcome", "framework_metric", "fingertips_id", "source_body", "caveats",
            "disclosure_rule", "retired_on", "sample_data",
        ]  # fmt: skip


class IndicatorViewSet(UidMixin, ReadOnlyViewSet):
    """What is measured, defined once for all partnerships."""

    queryset = Indicator.objects.select_related("outcome", "framework_metric", "disclosure_rule")
    serializer_class = IndicatorSerializer
    sortable = columns("code", "name")
    filterset_class = IndicatorFilterSet
    lookup_field = "code"
    ordering = ["code"]


class OutcomeSerializer(serializers.ModelSerializer):
    uid = Uid("outcomes")

    class Meta:
        model = Outcome
        fields = ["code", "uid", "name", "level", "position"]


class OutcomeViewSet(UidMixin, ReadOnlyViewSet):
    """The six outcomes of the National Combating Drugs Outcomes Framework."""

    queryset = Outcome.objects.all()
    serializer_class = OutcomeSerializer
    lookup_field = "code"
    ordering = ["position"]


class FrameworkMetricSerializer(serializers.ModelSerializer):
    uid = Uid("framework-metrics")
    outcome = SlugOf("code")
    indicators = SlugOf("code", many=True)

    class Meta:
        model = FrameworkMetric
        fields = [
            "code", "uid", "name", "level", "position", "outcome", "indicators", "definition", "source", "frequency",
            "geography", "access", "caveat", "is_local",
        ]  # fmt: skip


class FrameworkMetricViewSet(UidMixin, ReadOnlyViewSet):
    """Headline and supporting metrics of the national framework, and our indicators that serve them."""

    queryset = FrameworkMetric.objects.select_related("outcome").prefetch_related("indicators")
    serializer_class = FrameworkMetricSerializer
    filterset_class = FrameworkMetricFilterSet
    lookup_field = "code"
    ordering = ["position"]


class SampleSource(serializers.BooleanField):
    def __init__(self, source="*"):
        super().__init__(source=source, read_only=True, help_text="True where its figures are made up.")

    def to_representation(self, value):
        document = value.document
        return value.kind == SourceKind.SAMPLE or bool(document and document.partnership.is_sample)


class LastRefreshSerializer(OfNewest, serializers.ModelSerializer):
    uid = Uid("refreshes")

    class Meta:
        model = Refresh
        fields = [
            "id", "uid", "outcome", "started_at", "finished_at", "rows_read", "added", "changed", "unchanged",
            "rejected", "gone",
        ]  # fmt: skip


class SourceSerializer(serializers.ModelSerializer):
    uid = Uid("sources")
    last_refresh = LastRefreshSerializer(
        source="newest_refreshes", read_only=True, allow_null=True, help_text="The newest run; null if there was none."
    )
    partnership = serializers.SerializerMethodField(help_text="Whose document it is; null for official sources.")
    location = serializers.SerializerMethodField(help_text="Its public address; empty where there is none.")
    document = serializers.IntegerField(source="document_id", allow_null=True, help_text="The document's id.")
    sample_data = SampleSource()

    class Meta:
        model = Source
        fields = [
            "slug", "uid", "name", "kind", "rank", "partnership", "document", "location", "licence", "is_scheduled",
            "last_checked_at", "last_changed_at", "last_refresh", "sample_data",
        ]  # fmt: skip

    def get_partnership(self, source) -> str | None:
        return source.document.partnership.slug if source.document else None

    def get_location(self, source) -> str:
        # A folder of our own machines is nobody's business.
        return source.location if source.location.startswith(("http://", "https://")) else ""


class SourceViewSet(UidMixin, ReadOnlyViewSet):
    """Where figures are read from. Where several hold one figure, the lowest rank stands."""

    queryset = Source.objects.none()
    serializer_class = SourceSerializer
    sortable = columns("slug", "name", "rank", "last_changed_at")
    filterset_class = SourceFilterSet
    looks_back = True
    includable = ("last_refresh",)
    draws_on = {"last_refresh": "refreshes", "partnership": "document", "location": "location"}
    lookup_field = "slug"
    ordering = ["slug"]

    def get_queryset(self):
        sources = Source.objects.visible_to(self.request.user).select_related("document__partnership")
        if not self.asks_for("last_refresh"):
            return sources
        seen = Refresh.objects.visible_to(self.request.user)
        newest = seen.filter(source=OuterRef("source")).order_by("-pk").values("pk")[:1]
        return sources.prefetch_related(Prefetch("refreshes", seen.filter(pk=Subquery(newest)), "newest_refreshes"))


class RefreshSerializer(serializers.ModelSerializer):
    uid = Uid("refreshes")
    source = SlugOf()
    sample_data = SampleSource(source="source")

    class Meta:
        model = Refresh
        fields = [
            "id", "uid", "source", "outcome", "started_at", "finished_at", "sha256", "bytes_read", "rows_read", "added",
            "changed", "unchanged", "rejected", "gone", "sample_data",
        ]  # fmt: skip


class RefreshViewSet(UidMixin, ReadOnlyViewSet):
    """Runs in which a source was read, oldest first."""

    queryset = Refresh.objects.none()
    serializer_class = RefreshSerializer
    sortable = columns("id", "started_at")
    filterset_class = RefreshFilterSet
    looks_back = True
    ordering = ["id"]

    def get_queryset(self):
        refreshes = Refresh.objects.visible_to(self.request.user)
        return refreshes.select_related("source__document__partnership")


class QualityFindingSerializer(serializers.ModelSerializer):
    uid = Uid("quality-findings")
    partnership = serializers.CharField(source="document.partnership.slug")
    document = serializers.IntegerField(source="document_id", help_text="The document's id.")
    sample_data = SampleData("document.partnership.is_sample")

    class Meta:
        model = QualityFinding
        fields = [
            "id", "uid", "partnership", "document", "position", "kind", "description", "where", "values", "sample_data",
        ]  # fmt: skip


class QualityFindingViewSet(UidMixin, ReadOnlyViewSet):
    """Places where a document disagrees with itself; its figures are kept as printed."""

    queryset = QualityFinding.objects.none()
    serializer_class = QualityFindingSerializer
    filterset_class = QualityFindingFilterSet
    ordering = ["document__partnership__slug", "document_id", "position", "id"]

    def get_queryset(self):
        mine = Partnership.objects.visible_to(self.request.user)
        return QualityFinding.objects.filter(document__partnership__in=mine).select_related("document__partnership")
