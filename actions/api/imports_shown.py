"""How an import is answered: how far it has come, and what it would change."""

from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.models import Import, ImportKind, ImportState
from actions.operations import imports as operations
from cdp.api_support.fields import SampleData, SlugOf, Uid, Who
from cdp.api_support.filters import DayFilter, WordFilter
from partners.filters import PartnershipCodeFilter


class ImportFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    kind = WordFilter(choices=ImportKind.choices, help_text="What was sent.")
    sent_from = DayFilter(field_name="sent_at", lookup_expr="date__gte", help_text="Sent on or after this day.")
    sent_to = DayFilter(field_name="sent_at", lookup_expr="date__lte", help_text="Sent on or before this day.")


class ImportCountsSerializer(serializers.Serializer):
    added = serializers.IntegerField(read_only=True, default=0)
    changed = serializers.IntegerField(read_only=True, default=0)
    missing = serializers.IntegerField(
        read_only=True,
        default=0,
        help_text="Figures that stand and are not in the file. They stay, unless committed with remove_gone.",
    )
    removed = serializers.IntegerField(read_only=True, default=0)
    unchanged = serializers.IntegerField(read_only=True, default=0)
    rejected = serializers.IntegerField(
        read_only=True, default=0, help_text="Rows with a fault: see errors of the report."
    )
    clashes = serializers.IntegerField(
        read_only=True, default=0, help_text="Rows on which somebody else has written since."
    )


class ImportDifferenceSerializer(serializers.Serializer):
    change = serializers.ChoiceField(
        ["added", "changed", "missing", "removed"], help_text="What is missing stands and is not in the file."
    )
    what = serializers.CharField(help_text="The record: a ref or a title; of a figure indicator, area and group.")
    where = serializers.CharField(help_text="The cell of the workbook; of a figure its period.")
    column = serializers.CharField()
    was = serializers.CharField(help_text="Empty where there was nothing.")
    now = serializers.CharField()
    is_withheld = serializers.BooleanField(help_text="A disclosure rule binds the figure: its numbers are not said.")


class ImportFaultSerializer(serializers.Serializer):
    file = serializers.CharField()
    row = serializers.IntegerField(allow_null=True, help_text="As the file counts, from 1 with its header.")
    column = serializers.CharField()
    value = serializers.CharField(help_text="What stands there; empty where a disclosure rule binds it.")
    detail = serializers.CharField(help_text="What is wrong, and what is allowed.")


class ImportClashSerializer(serializers.Serializer):
    row = serializers.IntegerField()
    what = serializers.CharField(help_text="The action’s ref.")
    detail = serializers.CharField()


class ImportReportSerializer(serializers.Serializer):
    """What it would change as things stand now; of one that was committed, what is left to be told of it."""

    may_be_committed = serializers.BooleanField()
    because = serializers.ListField(child=serializers.CharField(), help_text="Why it cannot be, in sentences.")
    counts = ImportCountsSerializer()
    differences = ImportDifferenceSerializer(many=True)
    errors = ImportFaultSerializer(many=True, source="faults")
    clashes = ImportClashSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField(), help_text="What should be known, and is no fault.")
    is_cut = serializers.BooleanField(help_text="There is more than is listed here; the counts are of all.")


class ImportSerializer(serializers.ModelSerializer):
    uid = Uid("imports")
    partnership = SlugOf()
    state = serializers.SerializerMethodField(help_text="How far it has come.")
    source = serializers.CharField(
        source="refresh.source.slug", default=None, help_text="Of figures the slug of their source."
    )
    agency = serializers.CharField(
        source="batch.agency.slug", default=None, help_text="Of progress updates the agency whose workbook it is."
    )
    refresh = serializers.IntegerField(
        source="refresh_id", default=None, help_text="Of figures the run: see /api/v1/refreshes/."
    )
    sent_by = Who("sent_by", "Who sent it, or whose program.")
    expires_on = serializers.DateField(help_text="The last day on which it can be committed.")
    committed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    committed_by = Who("committed_by", "Who committed it, or whose program; null while nobody has.")
    counts = ImportCountsSerializer(help_text="As they were when it was sent; of one that was committed, what it did.")
    page = serializers.SerializerMethodField(help_text="Where people see it; null once nothing is left of it.")
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Import
        fields = [
            "id", "uid", "partnership", "kind", "state", "file_name", "sha256", "source", "agency", "refresh",
            "sent_at", "sent_by", "expires_on", "withdrawn_at", "committed_at", "committed_by", "counts", "page",
            "sample_data",
        ]  # fmt: skip

    def get_state(self, imported) -> ImportState:
        return operations.state_of(imported)

    def get_page(self, imported) -> str | None:
        made = imported.refresh or imported.batch or imported.plan
        request = self.context.get("request")
        return request.build_absolute_uri(made.get_absolute_url()) if made and request else None


class ImportWithReportSerializer(ImportSerializer):
    report = serializers.SerializerMethodField()

    class Meta(ImportSerializer.Meta):
        fields = [*ImportSerializer.Meta.fields, "report"]

    @extend_schema_field(ImportReportSerializer)
    def get_report(self, imported):
        return ImportReportSerializer(imported.report).data
