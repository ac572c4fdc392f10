"""The API's lights: what delivery, outcome and confidence of an action look like today, and why."""

from django.db.models import Prefetch
from django.utils import timezone
from rest_framework import serializers

from actions import measures
from actions.api.filters_said import LightFilterSet
from actions.models import Action, Measure, Milestone
from actions.presenters import lights
from actions.presenters.readings import visible_readings
from actions.queries import with_overrides
from cdp.api_support.fields import RefId, SampleData, SlugOf, Uid
from partners.api_own import RefViewSet

WHICH = {
    "delivery": "Is the work on time?",
    "outcome": "Do its service measures move as they should?",
    "confidence": "How sure is the lead of what comes?",
}
PARTS = {
    "": ("state", "{} The word of the state."),
    "_words": ("said_how", "The state in words, with “overridden” where a person set it."),
    "_sentence": ("inputs", "What it was judged from."),
    "_rule": ("rule", "The rule by which it is judged."),
    "_age": ("age", "How old what it was judged from is."),
    "_by_rule": ("ruled_state", "The state that the rule gives; another than the state shown where it is overridden."),
}


class LightSerializer(serializers.ModelSerializer):
    """Three lights, never blended: a field for each part of each."""

    id = RefId(help_text="The id of the action.")
    uid = Uid("lights")
    partnership = SlugOf()
    action = RefId(help_text="The action.")
    contradiction = serializers.SerializerMethodField(
        help_text="Where what the lead says and what the measures say point in different directions; else empty."
    )
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Action
        fields = ["id", "uid", "partnership", "action", "contradiction", "sample_data"]

    def get_fields(self):
        fields = super().get_fields()
        last = {name: fields.pop(name) for name in ("contradiction", "sample_data")}
        for light, question in WHICH.items():
            for ending, (part, text) in PARTS.items():
                said = text.format(question)
                fields[f"{light}{ending}"] = serializers.CharField(
                    source=f"shown.{light}.{part}", read_only=True, help_text=said
                )
        return fields | last

    def get_contradiction(self, action) -> str:
        return action.shown["against"]

    def to_representation(self, action):
        on, facts = timezone.localdate(), [lights.facts_of(measure) for measure in action.measures.all()]
        against = measures.said_against_measured(status=action.delivery_status, measures=facts, on=on)
        action.shown = {
            "delivery": lights.delivery_of(action, on=on),
            "outcome": lights.outcome_shown(action, facts, on=on),
            "confidence": lights.confidence_of(action, on=on),
            "against": against.sentence if against else "",
        }
        return super().to_representation(action)


class LightViewSet(RefViewSet):
    """The three lights of each action as its page shows them today: state, reason, rule and age, never blended."""

    queryset = Action.objects.none()
    model = Action
    serializer_class = LightSerializer
    filterset_class = LightFilterSet

    def get_queryset(self):
        tied = Measure.objects.current().select_related("series__indicator")
        return (
            with_overrides(super().get_queryset().current(), on=timezone.localdate())
            .select_related("reported_by")
            .prefetch_related(
                Prefetch("milestones", Milestone.objects.current()),
                Prefetch("measures", tied.prefetch_related(visible_readings(self.request.user))),
            )
        )
