"""The API's reports: what was made for whoever asks."""

from rest_framework import serializers

from actions.api.board import FileFormatSerializer, file_formats
from actions.api.filters_board import ReportFilterSet
from actions.models import ReportRun, RunState
from actions.operations.reports import runs_seen_by
from actions.presenters.reports import kind_title, name_of
from actions.reports import filters as asking
from cdp.api_support.fields import Uid
from partners.api_own import OwnViewSet
from partners.models import Partnership


class ReportSerializer(serializers.ModelSerializer):
    uid = Uid("reports")
    name = serializers.SerializerMethodField(help_text="The name under which it is saved, or that of its kind.")
    kind_name = serializers.SerializerMethodField(help_text="The kind in words.")
    saved_report = serializers.IntegerField(
        source="report_id", allow_null=True, help_text="The number of the saved report that it is of; null if none."
    )
    as_at = serializers.DateTimeField(
        source="frozen.as_at", default=None, help_text="The moment of what is in it; null until it is made."
    )
    sha256 = serializers.CharField(source="frozen.sha256", default=None, help_text="Of its frozen content.")
    formats = FileFormatSerializer(
        many=True,
        read_only=True,
        help_text="Empty until it is made, and where you may no longer see what was asked for.",
    )

    class Meta:
        model = ReportRun
        fields = [
            "id", "uid", "name", "kind", "kind_name", "saved_report", "state", "fault", "is_restricted", "asked_at",
            "ended_at", "as_at", "sha256", "formats",
        ]  # fmt: skip

    def get_name(self, run) -> str:
        return name_of(run)

    def get_kind_name(self, run) -> str:
        return kind_title(run.kind)

    def to_representation(self, run):
        request = self.context.get("request")
        may_open = run.state == RunState.MADE and self._sees(run, request)
        run.formats = file_formats(request, "report-file", run.pk) if may_open else []
        return super().to_representation(run)

    def _sees(self, run, request):
        """What actions.operations.reports.may_open says, from one look for all rows."""
        if "seen" not in self.context:
            user = request.user
            self.context["seen"] = set(Partnership.objects.visible_to(user).values_list("slug", flat=True))
            self.context["restricted"] = set(asking.restricted_of(user).values_list("slug", flat=True))
        return self.context["restricted" if run.is_restricted else "seen"].issuperset(
            run.filters.get("partnerships", ())
        )


class ReportViewSet(OwnViewSet):
    """Reports that were made for you. Nobody else finds them, and a visitor has none."""

    queryset = ReportRun.objects.none()
    serializer_class = ReportSerializer
    filterset_class = ReportFilterSet
    sortable = {"asked_at": "asked_at", "ended_at": "ended_at"}

    def get_queryset(self):
        if not self.request.user.is_authenticated:
            return ReportRun.objects.none()
        return runs_seen_by(self.request.user).select_related("report", "frozen").defer("frozen__data")
