"""The API's recommendations, actions and what else partnerships agreed and found."""

from django.db.models import Prefetch
from rest_framework import serializers

from actions.api_filters import (
    ActionFilterSet,
    FindingFilterSet,
    PriorityFilterSet,
    RecommendationFilterSet,
    SchemeFilterSet,
)
from actions.models import (
    Action,
    ActionAgency,
    EvidenceFigure,
    Finding,
    Measure,
    Milestone,
    Priority,
    Recommendation,
    Scheme,
)
from cdp.api_support.fields import RefId, RefIds, SampleData, SlugOf
from cdp.api_support.views import ReadOnlyViewSet, RefMixin
from partners.models import Partnership


class PartnershipsOwnSerializer(serializers.ModelSerializer):
    """What every thing of a partnership says about where it belongs."""

    id = RefId(help_text="The partnership's slug and the ref, as in northshire:1.1; ends the thing's own address.")
    partnership = SlugOf()
    document = serializers.IntegerField(source="document_id", allow_null=True, help_text="The document's id.")
    priority = RefId(code="code", source=None, allow_null=True, help_text="The id of its priority.")
    sample_data = SampleData("partnership.is_sample")


class OwnViewSet(RefMixin, ReadOnlyViewSet):
    """Rows of partnerships that the caller may see, in the order of the documents."""

    model = None
    ordering = ["partnership__slug", "position", "id"]

    def get_queryset(self):
        mine = Partnership.objects.visible_to(self.request.user)
        rows = self.model.objects.filter(partnership__in=mine).select_related("partnership")
        return rows if self.model is Priority else rows.select_related("priority__partnership")


class MeasureSerializer(serializers.ModelSerializer):
    series = serializers.IntegerField(source="series_id", help_text="The series that is to move.")
    indicator = serializers.CharField(source="series.indicator.code")
    area = serializers.CharField(source="series.area.code")
    baseline = serializers.FloatField(allow_null=True)
    target = serializers.FloatField(allow_null=True)

    class Meta:
        model = Measure
        fields = ["series", "indicator", "area", "baseline", "baseline_period", "target", "target_on"]


MEASURES = Prefetch("measures", Measure.objects.current().select_related("series__indicator", "series__area"))


class PrioritySerializer(serializers.ModelSerializer):
    id = RefId(code="code", help_text="The partnership's slug and the code, as in northshire:P1.")
    partnership = SlugOf()
    strategy = serializers.CharField(source="strategy.title")
    measures = MeasureSerializer(many=True, read_only=True)
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Priority
        fields = [
            "id", "partnership", "code", "title", "strategy", "national_priority", "measures", "place", "sample_data",
        ]  # fmt: skip


class PriorityViewSet(OwnViewSet):
    """The priorities of each partnership's strategy, tied to the national ones."""

    queryset = Priority.objects.none()
    model = Priority
    serializer_class = PrioritySerializer
    filterset_class = PriorityFilterSet
    ref_field = "code"

    def get_queryset(self):
        return super().get_queryset().select_related("strategy").prefetch_related(MEASURES)


class EvidenceFigureSerializer(serializers.ModelSerializer):
    series = serializers.IntegerField(source="series_id", help_text="The series, which shows what became of it.")
    indicator = serializers.CharField(source="series.indicator.code")
    area = serializers.CharField(source="series.area.code")

    class Meta:
        model = EvidenceFigure
        fields = ["position", "series", "indicator", "area", "period", "period_end", "value", "qualifier", "printed"]


class RecommendationSerializer(PartnershipsOwnSerializer):
    outcome = SlugOf("code")
    partners = SlugOf(many=True)
    sub_recommendations = SlugOf("text", many=True)
    actions = RefIds("actions.all", help_text="Ids of the actions that answer it.")
    evidence_figures = EvidenceFigureSerializer(many=True, read_only=True)
    measures = MeasureSerializer(many=True, read_only=True)

    class Meta:
        model = Recommendation
        fields = [
            "id", "partnership", "ref", "title", "evidence", "outcome", "outcome_in_source", "priority", "partners",
            "sub_recommendations", "actions", "response", "response_reason", "evidence_figures", "measures",
            "document", "place", "sample_data",
        ]  # fmt: skip


class RecommendationViewSet(OwnViewSet):
    """What the evidence suggests that a partnership should do, with the figures it rests on."""

    queryset = Recommendation.objects.none()
    model = Recommendation
    serializer_class = RecommendationSerializer
    filterset_class = RecommendationFilterSet

    def get_queryset(self):
        actions = Action.objects.visible_to(self.request.user).current().select_related("partnership")
        figures = EvidenceFigure.objects.select_related("series__indicator", "series__area")
        return (
            super()
            .get_queryset()
            .current()
            .select_related("outcome")
            .prefetch_related(
                "partners", "sub_recommendations", Prefetch("actions", actions),
                Prefetch("evidence_figures", figures), MEASURES,
            )
        )  # fmt: skip


class MilestoneSerializer(serializers.ModelSerializer):
    class Meta:
        model = Milestone
        fields = ["position", "title", "planned_on", "due_on", "done_on"]


class ActionSerializer(PartnershipsOwnSerializer):
    lead_agencies = serializers.SerializerMethodField(help_text="Slugs of the agencies that lead it.")
    supporting_agencies = serializers.SerializerMethodField(help_text="Slugs of the agencies that support it.")
    recommendations = RefIds("recommendations.all", help_text="Ids of the recommendations that it answers.")
    milestones = MilestoneSerializer(many=True, read_only=True)
    measures = MeasureSerializer(many=True, read_only=True)

    class Meta:
        model = Action
        fields = [
            "id", "partnership", "ref", "title", "priority", "lead_agencies", "supporting_agencies",
            "recommendations", "starts_on", "due_on", "delivery_status", "confidence", "reported_at", "milestones",
            "measures", "document", "place", "note", "sample_data",
        ]  # fmt: skip

    def get_lead_agencies(self, action) -> list[str]:
        return _agencies(action, ActionAgency.Role.LEAD)

    def get_supporting_agencies(self, action) -> list[str]:
        return _agencies(action, ActionAgency.Role.SUPPORTING)


def _agencies(action, role):
    return [part.agency.slug for part in action.action_agencies.all() if part.role == role]


class ActionViewSet(OwnViewSet):
    """What agencies agreed to do. The people who lead or report are not named here."""

    queryset = Action.objects.none()
    model = Action
    serializer_class = ActionSerializer
    filterset_class = ActionFilterSet

    def get_queryset(self):
        mine = Partnership.objects.visible_to(self.request.user)
        recommendations = Recommendation.objects.current().filter(partnership__in=mine).select_related("partnership")
        return (
            super()
            .get_queryset()
            .current()
            .prefetch_related(
                "action_agencies__agency",
                Prefetch("milestones", Milestone.objects.current()),
                Prefetch("recommendations", recommendations),
                MEASURES,
            )
        )


class SchemeSerializer(PartnershipsOwnSerializer):
    agencies = SlugOf(many=True)

    class Meta:
        model = Scheme
        fields = [
            "id", "partnership", "ref", "name", "summary", "priority", "agencies", "document", "place", "sample_data",
        ]  # fmt: skip


class SchemeViewSet(OwnViewSet):
    """Schemes already under way when a document was written."""

    queryset = Scheme.objects.none()
    model = Scheme
    serializer_class = SchemeSerializer
    filterset_class = SchemeFilterSet

    def get_queryset(self):
        return super().get_queryset().prefetch_related("agencies")


class FindingSerializer(PartnershipsOwnSerializer):
    class Meta:
        model = Finding
        fields = ["id", "partnership", "ref", "statement", "priority", "document", "place", "sample_data"]


class FindingViewSet(OwnViewSet):
    """What documents found out, a sentence each."""

    queryset = Finding.objects.none()
    model = Finding
    serializer_class = FindingSerializer
    filterset_class = FindingFilterSet
