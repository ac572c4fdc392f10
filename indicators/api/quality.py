"""The API's findings of data quality: figures that break a rule, found from the figures alone."""

from rest_framework import serializers

from cdp.api_support.fields import SlugOf, Uid
from cdp.api_support.uids import UidMixin
from cdp.api_support.views import ReadOnlyViewSet
from indicators.api.filters import RuleFindingFilterSet
from indicators.api.reference import SampleSource
from indicators.models import RuleFinding
from indicators.rules.quality import BY_ID


class FindingFigureSerializer(serializers.Serializer):
    observation = serializers.IntegerField(help_text="The observation's id when it was checked.")
    said = serializers.CharField(help_text="The figure as printed, with its area, group, period and place.")
    indicator = serializers.CharField(help_text="The indicator's code.")
    area = serializers.CharField(help_text="The area's code.")


class RuleFindingSerializer(serializers.ModelSerializer):
    uid = Uid("rule-findings")
    title = serializers.SerializerMethodField(help_text="The rule in words.")
    source = SlugOf()
    indicator = SlugOf("code")
    area = SlugOf("code")
    figures = FindingFigureSerializer(many=True, read_only=True)
    sample_data = SampleSource(source="source")

    class Meta:
        model = RuleFinding
        fields = [
            "id", "uid", "rule", "title", "source", "indicator", "area", "sentence", "figures", "first_found_at",
            "sample_data",
        ]  # fmt: skip

    def get_title(self, finding) -> str:
        rule = BY_ID.get(finding.rule)
        return rule.title if rule else finding.rule


class RuleFindingViewSet(UidMixin, ReadOnlyViewSet):
    """Figures that break a rule of data quality, found by the rules from the figures alone."""

    queryset = RuleFinding.objects.none()
    serializer_class = RuleFindingSerializer
    filterset_class = RuleFindingFilterSet
    ordering = ["source__slug", "rule", "id"]

    def get_queryset(self):
        findings = RuleFinding.objects.visible_to(self.request.user)
        return findings.select_related("source__document__partnership", "indicator", "area")
