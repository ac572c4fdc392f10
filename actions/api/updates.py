"""The API's progress updates, from the first word to the approval, and the evidence that they rest on."""

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.reverse import reverse

from actions.api.filters_said import EvidenceFilterSet, ProgressUpdateFilterSet
from actions.models import Evidence, ProgressUpdate, UpdateFigure, UpdateMilestone, UpdateMove, UpdateState
from cdp.api_support.fields import RefId, SampleData, SlugOf, Uid, Who
from cdp.api_support.filters import check_parameters
from partners.api_own import OwnViewSet


class UpdateMoveSerializer(serializers.ModelSerializer):
    by = Who("moved_by", "Who took the step.")

    class Meta:
        model = UpdateMove
        fields = ["from_state", "to_state", "moved_at", "by", "reason"]


class UpdateMilestoneSerializer(serializers.ModelSerializer):
    milestone = serializers.IntegerField(source="milestone_id", help_text="The milestone's id.")
    title = serializers.CharField(source="milestone.title")

    class Meta:
        model = UpdateMilestone
        fields = ["milestone", "title", "met_on", "moved_to", "reason"]


class UpdateFigureSerializer(serializers.ModelSerializer):
    measure = serializers.IntegerField(source="measure_id", help_text="The measure's id.")
    series = serializers.IntegerField(source="measure.series_id", help_text="The series to which it is added.")
    indicator = serializers.CharField(source="measure.series.indicator.code")
    area = serializers.CharField(source="measure.series.area.code")
    value = serializers.FloatField(help_text="As the lead gave it; a figure of its series from the approval on.")

    class Meta:
        model = UpdateFigure
        fields = ["measure", "series", "indicator", "area", "period", "value", "note"]


class EvidenceSerializer(serializers.ModelSerializer):
    """As it stands within its update."""

    uid = Uid("evidence")
    link = serializers.CharField(help_text="The address elsewhere; empty where it is a file that is kept here.")
    file_name = serializers.CharField(help_text="As it was called where it came from; empty where it is a link.")
    address = serializers.SerializerMethodField(
        help_text="From where the file is read by those who may read the update; null where it is a link."
    )

    class Meta:
        model = Evidence
        fields = [
            "id", "uid", "title", "strength", "link", "file_name", "content_type", "size", "sha256", "added_at",
            "address",
        ]  # fmt: skip

    def get_address(self, evidence) -> str | None:
        request = self.context.get("request")
        return reverse("v1:evidence-content", args=[evidence.pk], request=request) if evidence.file else None


class ProgressUpdateSerializer(serializers.ModelSerializer):
    uid = Uid("progress-updates")
    partnership = serializers.CharField(source="action.partnership.slug", help_text="The partnership's slug.")
    action = RefId(source=None, help_text="The action that it reports on.")
    agency = SlugOf(help_text="The agency in whose name it was reported; null where it was the partnership.")
    meeting = serializers.IntegerField(
        source="meeting_id", allow_null=True, help_text="The id of the meeting that it was for; null if none."
    )
    reported_by = Who("reported_by", "Who sent it for approval; null while nobody has.")
    saved_by = serializers.SerializerMethodField(
        help_text="Who wrote it last, while nobody has sent it for approval; null from then on."
    )
    decided_by = Who("decided_by", "Who approved it or sent it back; null while nobody has.")
    moves = UpdateMoveSerializer(many=True, read_only=True, help_text="Its steps, the oldest first.")
    milestones = UpdateMilestoneSerializer(
        many=True, read_only=True, help_text="Milestones that it says are met or moved."
    )
    figures = UpdateFigureSerializer(many=True, read_only=True, help_text="Figures for the action's own measures.")
    evidence = EvidenceSerializer(many=True, read_only=True)
    sample_data = SampleData("action.partnership.is_sample")

    class Meta:
        model = ProgressUpdate
        fields = [
            "id", "uid", "partnership", "action", "agency", "meeting", "state", "version", "delivery_status",
            "confidence", "narrative", "next_step", "blocker", "is_no_change", "started_at", "saved_at", "saved_by",
            "reported_at", "reported_by", "decided_at", "decided_by", "moves", "milestones", "figures", "evidence",
            "sample_data",
        ]  # fmt: skip

    def get_saved_by(self, update) -> str | None:
        return None if update.reported_by_id else update.saved_by.name


def readable_updates(user):
    """As their pages show them: none of an archived action."""
    return ProgressUpdate.objects.readable_by(user).filter(action__archived_at=None)


def latest_updates(user):
    """Of each action the newest that was approved, as far as this person may read it."""
    of_action = ProgressUpdate.objects.filter(action=OuterRef("action"), state=UpdateState.APPROVED)
    newest = of_action.order_by(F("reported_at").desc(nulls_last=True), "-pk").values("pk")[:1]
    return readable_updates(user).filter(pk=Subquery(newest)).select_related("reported_by")


class ProgressUpdateViewSet(OwnViewSet):
    """What leads said about actions. Approved ones are for all who see the action.

    Drafts, and what waits or was sent back or withdrawn, are for those who may report on the action or decide on it.
    """

    queryset = ProgressUpdate.objects.none()
    serializer_class = ProgressUpdateSerializer
    filterset_class = ProgressUpdateFilterSet
    sortable = {"reported_at": "reported_at", "saved_at": "saved_at"}

    def get_queryset(self):
        figures = UpdateFigure.objects.select_related("measure__series__indicator", "measure__series__area")
        return (
            readable_updates(self.request.user)
            .select_related("action__partnership", "agency", "reported_by", "saved_by", "decided_by")
            .prefetch_related(
                Prefetch("moves", UpdateMove.objects.select_related("moved_by")),
                Prefetch("milestones", UpdateMilestone.objects.select_related("milestone")),
                Prefetch("figures", figures),
                "evidence",
            )
        )


class EvidenceRowSerializer(EvidenceSerializer):
    """As a row of its own."""

    partnership = serializers.CharField(source="update.action.partnership.slug", help_text="The partnership's slug.")
    action = RefId(source="update.action", help_text="The action that the update reports on.")
    update = serializers.IntegerField(source="update_id", help_text="The id of the progress update that rests on it.")
    sample_data = SampleData("update.action.partnership.is_sample")

    class Meta:
        model = Evidence
        fields = [
            "id", "uid", "partnership", "action", "update", *EvidenceSerializer.Meta.fields[2:], "sample_data"
        ]  # fmt: skip


class WhateverIsAsked(BaseContentNegotiation):
    """A file has the format that it has."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class EvidenceViewSet(OwnViewSet):
    """Files and links that progress updates rest on, for those who may read the update."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceRowSerializer
    filterset_class = EvidenceFilterSet
    sortable = {"added_at": "added_at"}

    def get_queryset(self):
        readable = readable_updates(self.request.user).order_by().values("pk")
        return Evidence.objects.filter(update__in=readable).select_related("update__action__partnership")

    @extend_schema(
        summary="The file itself",
        responses={
            (200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, description="The file as it came.")
        },
    )
    @action(
        detail=True,
        url_path="content",
        url_name="content",
        content_negotiation_class=WhateverIsAsked,
        answers_by_accept=False,
    )
    def content(self, request, *args, **kwargs):
        """The file as it came, never shown as a page of ours."""
        check_parameters(request, {}, has_pages=False, has_formats=False)
        found = self.get_object()
        try:
            file = found.file.open("rb") if found.file else None
        except FileNotFoundError:
            file = None
        if file is None:
            raise Http404
        response = FileResponse(file, as_attachment=True, filename=found.file_name, content_type=found.content_type)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["Cache-Control"] = "private, no-store"
        return response
