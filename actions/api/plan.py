"""The API's plan: strategies, their priorities, the actions under these and the milestones of the actions."""

from django.db.models import Prefetch
from rest_framework import serializers

from actions.api.filters import ActionFilterSet, MilestoneFilterSet, PriorityFilterSet, StrategyFilterSet
from actions.api.measures import MEASURES, MeasureSerializer
from actions.api.own import PartnershipsOwnSerializer
from actions.api.updates import latest_updates
from actions.models import Action, ActionAgency, Milestone, Priority, ProgressUpdate, Recommendation, Strategy
from cdp.api_support.fields import OfNewest, RefId, RefIds, SampleData, SlugOf, Uid, Who
from cdp.api_support.shape import columns
from partners.api_own import OwnViewSet, RefViewSet


class PriorityOfStrategySerializer(serializers.ModelSerializer):
    id = RefId(code="code", help_text="The partnership's slug and the code, as in northshire:P1.")
    uid = Uid("priorities")

    class Meta:
        model = Priority
        fields = ["id", "uid", "code", "title", "national_priority"]


class StrategySerializer(serializers.ModelSerializer):
    uid = Uid("strategies")
    partnership = SlugOf()
    document = serializers.IntegerField(source="document_id", allow_null=True, help_text="The document's id.")
    successor = serializers.IntegerField(
        source="successor_id", allow_null=True, help_text="The id of the strategy that took its place; null if none."
    )
    priorities = RefIds("priorities.all", code="code", help_text="Ids of its priorities, in its order.")
    priority_details = PriorityOfStrategySerializer(
        source="priorities", many=True, read_only=True, help_text="The same priorities with what they say."
    )
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Strategy
        fields = [
            "id", "uid", "partnership", "title", "period", "document", "successor", "priorities", "version",
            "priority_details", "sample_data",
        ]  # fmt: skip


class StrategyViewSet(OwnViewSet):
    """What partnerships set out to do. One whose place another took stays readable and names its successor."""

    queryset = Strategy.objects.none()
    model = Strategy
    serializer_class = StrategySerializer
    sortable = columns("id", "title")
    filterset_class = StrategyFilterSet
    includable = ("priority_details",)
    ordering = ["partnership__slug", "id"]

    def get_queryset(self):
        priorities = Priority.objects.select_related("partnership").order_by("position", "pk")
        return super().get_queryset().prefetch_related(Prefetch("priorities", priorities))


class PrioritySerializer(serializers.ModelSerializer):
    id = RefId(code="code", help_text="The partnership's slug and the code, as in northshire:P1.")
    uid = Uid("priorities")
    partnership = SlugOf()
    strategy = serializers.CharField(source="strategy.title", help_text="The title of its strategy.")
    strategy_id = serializers.IntegerField(help_text="The id of its strategy.")
    measures = MeasureSerializer(many=True, read_only=True)
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Priority
        fields = [
            "id", "uid", "partnership", "code", "title", "strategy", "strategy_id", "national_priority", "measures",
            "place", "sample_data",
        ]  # fmt: skip


class PriorityViewSet(RefViewSet):
    """The priorities of each partnership's strategy, tied to the national ones."""

    queryset = Priority.objects.none()
    model = Priority
    serializer_class = PrioritySerializer
    sortable = columns("code", "title")
    filterset_class = PriorityFilterSet
    ref_field = "code"

    def get_queryset(self):
        return super().get_queryset().select_related("strategy").prefetch_related(MEASURES)


class MilestoneSerializer(serializers.ModelSerializer):
    """As it stands within its action."""

    uid = Uid("milestones")

    class Meta:
        model = Milestone
        fields = ["id", "uid", "position", "title", "planned_on", "due_on", "done_on"]


class MilestoneRowSerializer(MilestoneSerializer):
    """As a row of its own."""

    partnership = serializers.CharField(source="action.partnership.slug", help_text="The partnership's slug.")
    action = RefId(source=None, help_text="The action of which it is a step.")
    sample_data = SampleData("action.partnership.is_sample")

    class Meta:
        model = Milestone
        fields = ["id", "uid", "partnership", "action", *MilestoneSerializer.Meta.fields[2:], "sample_data"]


class MilestoneViewSet(OwnViewSet):
    """Dated steps of actions: the day first agreed, the day as it stands, and the day on which it was done."""

    queryset = Milestone.objects.none()
    model = Milestone
    path = "action__partnership"
    serializer_class = MilestoneRowSerializer
    sortable = columns("due_on", "planned_on", "done_on", "title")
    filterset_class = MilestoneFilterSet
    ordering = ["due_on", "id"]

    def get_queryset(self):
        return super().get_queryset().current().filter(action__archived_at=None)


class AgencyOfActionSerializer(serializers.ModelSerializer):
    agency = SlugOf()
    name = serializers.CharField(source="agency.name")

    class Meta:
        model = ActionAgency
        fields = ["agency", "name", "role"]


class LatestUpdateSerializer(OfNewest, serializers.ModelSerializer):
    uid = Uid("progress-updates")
    reported_by = Who("reported_by", "Who sent it for approval.")

    class Meta:
        model = ProgressUpdate
        fields = [
            "id", "uid", "delivery_status", "confidence", "narrative", "next_step", "blocker", "reported_at",
            "reported_by", "decided_at",
        ]  # fmt: skip


class ActionSerializer(PartnershipsOwnSerializer):
    uid = Uid("actions")
    agencies = AgencyOfActionSerializer(
        source="action_agencies",
        many=True,
        read_only=True,
        help_text="Those that lead or support it, with their names.",
    )
    latest_update = LatestUpdateSerializer(
        source="approved_updates",
        read_only=True,
        allow_null=True,
        help_text="The newest progress update that was approved; null if none.",
    )
    lead_agencies = serializers.SerializerMethodField(help_text="Slugs of the agencies that lead it.")
    supporting_agencies = serializers.SerializerMethodField(help_text="Slugs of the agencies that support it.")
    recommendations = RefIds("recommendations.all", help_text="Ids of the recommendations that it answers.")
    milestones = MilestoneSerializer(many=True, read_only=True)
    measures = MeasureSerializer(many=True, read_only=True)
    superseded_by = RefId(source=None, allow_null=True, help_text="The action that stands for it since it is archived.")

    class Meta:
        model = Action
        fields = [
            "id", "uid", "partnership", "ref", "title", "priority", "lead_agencies", "supporting_agencies",
            "recommendations", "starts_on", "due_on", "planned_due_on", "delivery_status", "confidence",
            "reported_at", "milestones", "measures", "document", "place", "note", "version", "archived_at",
            "archive_reason", "superseded_by", "agencies", "latest_update", "sample_data",
        ]  # fmt: skip

    def get_lead_agencies(self, action) -> list[str]:
        return _agencies(action, ActionAgency.Role.LEAD)

    def get_supporting_agencies(self, action) -> list[str]:
        return _agencies(action, ActionAgency.Role.SUPPORTING)


def _agencies(action, role):
    return [part.agency.slug for part in action.action_agencies.all() if part.role == role]


class ActionViewSet(RefViewSet):
    """What agencies agreed to do. The people who lead or report are not named here. Its lights are a list of theirs.

    One that is archived is left out of the list unless it is asked for, and stays at its own address.
    """

    queryset = Action.objects.none()
    model = Action
    serializer_class = ActionSerializer
    filterset_class = ActionFilterSet
    sortable = columns("ref", "title", "starts_on", "due_on", "reported_at")
    includable = ("agencies", "latest_update")
    draws_on = {
        "lead_agencies": "action_agencies",
        "supporting_agencies": "action_agencies",
        "latest_update": "updates",
    }

    def get_queryset(self):
        recommendations = Recommendation.objects.current().filter(partnership__in=self.seen())
        more = []
        if self.asks_for("latest_update"):
            more = [Prefetch("updates", latest_updates(self.request.user), "approved_updates")]
        return (
            super()
            .get_queryset()
            .select_related("priority__partnership", "superseded_by__partnership")
            .prefetch_related(
                "action_agencies__agency",
                Prefetch("milestones", Milestone.objects.current()),
                Prefetch("recommendations", recommendations.select_related("partnership")),
                MEASURES,
                *more,
            )
        )
