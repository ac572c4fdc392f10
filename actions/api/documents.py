"""The API's documents with all that they hold beside recommendations, actions, schemes, findings and figures."""

from django.db.models import Prefetch
from rest_framework import serializers

from actions.models import IntelligenceGap, MeasureWanted, Opportunity, ReturnOnInvestment, Theme
from cdp.api_support.fields import RefId
from partners.api import DocumentSerializer, DocumentViewSet


class ThemeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Theme
        fields = ["ref", "kind", "name", "summary", "place"]


class OpportunitySerializer(serializers.ModelSerializer):
    ideas = serializers.ListField(child=serializers.CharField(), help_text="A sentence each.")

    class Meta:
        model = Opportunity
        fields = ["ref", "theme", "ideas", "place"]


class IntelligenceGapSerializer(serializers.ModelSerializer):
    class Meta:
        model = IntelligenceGap
        fields = ["ref", "gap", "place"]


class ReturnOnInvestmentSerializer(serializers.ModelSerializer):
    per_pound_in_treatment = serializers.FloatField(help_text="Pounds brought back by a pound spent on treatment.")
    per_pound_in_treatment_and_recovery = serializers.FloatField(
        help_text="Pounds brought back by a pound spent on treatment and recovery."
    )
    gross_benefit_per_person = serializers.FloatField(help_text="Pounds.")
    long_term_benefit_per_person = serializers.FloatField(help_text="Pounds.")
    components = serializers.ListField(child=serializers.CharField(), help_text="What the benefit counts.")

    class Meta:
        model = ReturnOnInvestment
        fields = [
            "group", "per_pound_in_treatment", "per_pound_in_treatment_and_recovery", "gross_benefit_per_person",
            "long_term_benefit_per_person", "components",
        ]  # fmt: skip


class MeasureWantedSerializer(serializers.ModelSerializer):
    priority = RefId(code="code", source=None, allow_null=True, help_text="The id of its priority; null if of none.")

    class Meta:
        model = MeasureWanted
        fields = ["priority", "heading", "content", "status"]


class WholeDocumentSerializer(DocumentSerializer):
    themes = ThemeSerializer(many=True, read_only=True, help_text="What people said when they were asked.")
    opportunities = OpportunitySerializer(many=True, read_only=True, help_text="What stakeholders brought up.")
    intelligence_gaps = IntelligenceGapSerializer(many=True, read_only=True, help_text="What is not known yet.")
    returns_on_investment = ReturnOnInvestmentSerializer(
        many=True, read_only=True, help_text="What a pound spent on treatment brings back, for groups of people."
    )
    measures_wanted = MeasureWantedSerializer(
        many=True, read_only=True, help_text="Measures that it announces without defining them."
    )

    class Meta(DocumentSerializer.Meta):
        fields = [
            *DocumentSerializer.Meta.fields[:-1], "themes", "opportunities", "intelligence_gaps",
            "returns_on_investment", "measures_wanted", "sample_data",
        ]  # fmt: skip


class WholeDocumentViewSet(DocumentViewSet):
    """Needs assessments and strategies, with what each says beside what has a list of its own here."""

    serializer_class = WholeDocumentSerializer

    def get_queryset(self):
        wanted = MeasureWanted.objects.select_related("priority__partnership")
        return super().get_queryset().prefetch_related(
            "themes", "opportunities", "intelligence_gaps", "returns_on_investment", Prefetch("measures_wanted", wanted)
        )  # fmt: skip
