"""The API's recommendations, and the schemes and findings of documents."""

from django.db.models import Prefetch
from rest_framework import serializers

from actions.api.filters import FindingFilterSet, RecommendationFilterSet, SchemeFilterSet
from actions.api.measures import MEASURES, MeasureSerializer
from actions.api.own import PartnershipsOwnSerializer
from actions.models import Action, EvidenceFigure, Finding, Recommendation, Scheme
from cdp.api_support.fields import RefId, RefIds, SlugOf, Uid
from cdp.api_support.shape import columns
from partners.api_own import RefViewSet


class EvidenceFigureSerializer(serializers.ModelSerializer):
    series = serializers.IntegerField(source="series_id", help_text="The series, which shows what became of it.")
    indicator = serializers.CharField(source="series.indicator.code")
    area = serializers.CharField(source="series.area.code")

    class Meta:
        model = EvidenceFigure
        fields = ["position", "series", "indicator", "area", "period", "period_end", "value", "qualifier", "printed"]


class ActionOfRecommendationSerializer(serializers.ModelSerializer):
    id = RefId(help_text="The partnership's slug and the ref, as in northshire:1.1.")
    uid = Uid("actions")

    class Meta:
        model = Action
        fields = ["id", "uid", "ref", "title", "due_on", "delivery_status", "confidence", "reported_at"]


class RecommendationSerializer(PartnershipsOwnSerializer):
    uid = Uid("recommendations")
    outcome = SlugOf("code")
    partners = SlugOf(many=True)
    sub_recommendations = SlugOf("text", many=True)
    actions = RefIds("actions.all", help_text="Ids of the actions that answer it.")
    action_details = ActionOfRecommendationSerializer(
        source="actions", many=True, read_only=True, help_text="The same actions with how far they have come."
    )
    evidence_figures = EvidenceFigureSerializer(many=True, read_only=True)
    measures = MeasureSerializer(many=True, read_only=True)
    merged_into = RefId(
        source=None, allow_null=True, help_text="The recommendation into which it was merged; null if none."
    )

    class Meta:
        model = Recommendation
        fields = [
            "id", "uid", "partnership", "ref", "title", "evidence", "outcome", "outcome_in_source", "priority",
            "partners", "sub_recommendations", "actions", "response", "response_reason", "evidence_figures",
            "measures", "document", "place", "version", "archived_at", "archive_reason", "merged_into",
            "action_details", "sample_data",
        ]  # fmt: skip


class RecommendationViewSet(RefViewSet):
    """What the evidence suggests that a partnership should do, with the figures it rests on.

    One that is archived is left out of the list unless it is asked for, and stays at its own address.
    """

    queryset = Recommendation.objects.none()
    model = Recommendation
    serializer_class = RecommendationSerializer
    filterset_class = RecommendationFilterSet
    includable = ("action_details",)
    sortable = {"ref": "ref"}

    def get_queryset(self):
        actions = Action.objects.visible_to(self.request.user).current().select_related("partnership")
        figures = EvidenceFigure.objects.select_related("series__indicator", "series__area")
        return (
            super()
            .get_queryset()
            .select_related("outcome", "priority__partnership", "merged_into__partnership")
            .prefetch_related(
                "partners", "sub_recommendations", Prefetch("actions", actions),
                Prefetch("evidence_figures", figures), MEASURES,
            )
        )  # fmt: skip


class SchemeSerializer(PartnershipsOwnSerializer):
    uid = Uid("schemes")
    agencies = SlugOf(many=True)

    class Meta:
        model = Scheme
        fields = [
            "id", "uid", "partnership", "ref", "name", "summary", "priority", "agencies", "document", "place",
            "sample_data",
        ]  # fmt: skip


class SchemeViewSet(RefViewSet):
    """Schemes already under way when a document was written."""

    queryset = Scheme.objects.none()
    model = Scheme
    serializer_class = SchemeSerializer
    sortable = columns("ref", "name")
    filterset_class = SchemeFilterSet

    def get_queryset(self):
        return super().get_queryset().select_related("priority__partnership").prefetch_related("agencies")


class FindingSerializer(PartnershipsOwnSerializer):
    uid = Uid("findings")

    class Meta:
        model = Finding
        fields = ["id", "uid", "partnership", "ref", "statement", "priority", "document", "place", "sample_data"]


class FindingViewSet(RefViewSet):
    """What documents found out, a sentence each."""

    queryset = Finding.objects.none()
    model = Finding
    serializer_class = FindingSerializer
    sortable = columns("ref")
    filterset_class = FindingFilterSet

    def get_queryset(self):
        return super().get_queryset().select_related("priority__partnership")
