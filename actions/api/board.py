"""The API's board: its meetings, what they decided, and the packs that they were given."""

from django.db.models import Prefetch
from django.urls import reverse
from rest_framework import serializers

from actions.api.filters_board import DecisionFilterSet, MeetingFilterSet, PackFilterSet
from actions.models import Decision, Meeting, Pack, PackState
from actions.packs import sections
from cdp.api_support.fields import RefId, SampleData, SlugOf, Uid, Who
from cdp.papers import formats
from partners.api_own import OwnViewSet


class DecisionOfMeetingSerializer(serializers.ModelSerializer):
    uid = Uid("decisions")
    owner = Who("owner", "The person who is to see to it; null where it is an agency alone.")
    agency = SlugOf(help_text="The agency that is to see to it; null where it is a person alone.")
    action = RefId(source=None, allow_null=True, help_text="The action that it is about; null if none.")

    class Meta:
        model = Decision
        fields = [
            "id", "uid", "position", "kind", "text", "owner", "agency", "action", "due_on", "closed_at", "closing_note",
        ]  # fmt: skip


class MeetingSerializer(serializers.ModelSerializer):
    uid = Uid("meetings")
    partnership = SlugOf()
    decisions = DecisionOfMeetingSerializer(many=True, read_only=True, help_text="What was decided or asked for there.")
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Meeting
        fields = [
            "id", "uid", "partnership", "title", "held_on", "papers_due_on", "reporting_opens_on",
            "reporting_closes_on", "cancelled_at", "decisions", "sample_data",
        ]  # fmt: skip
        extra_kwargs = {"cancelled_at": {"help_text": "When it was called off; null where it is held."}}


class MeetingViewSet(OwnViewSet):
    """Meetings of boards, and the window in which leads report for each."""

    queryset = Meeting.objects.none()
    model = Meeting
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilterSet
    sortable = {"held_on": "held_on"}
    includable = ("decisions",)
    ordering = ["held_on", "id"]

    def get_queryset(self):
        decisions = Decision.objects.select_related("owner", "agency", "action__partnership").order_by("position", "pk")
        return super().get_queryset().prefetch_related(Prefetch("decisions", decisions))


class DecisionSerializer(serializers.ModelSerializer):
    uid = Uid("decisions")
    partnership = serializers.CharField(source="meeting.partnership.slug", help_text="The partnership's slug.")
    meeting = serializers.IntegerField(source="meeting_id", help_text="The id of the meeting.")
    owner = Who("owner", "The person who is to see to it; null where it is an agency alone.")
    agency = SlugOf(help_text="The agency that is to see to it; null where it is a person alone.")
    action = RefId(source=None, allow_null=True, help_text="The action that it is about; null if none.")
    recorded_by = Who("recorded_by", "Who wrote it down.")
    closed_by = Who("closed_by", "Who closed it; null while it is open.")
    sample_data = SampleData("meeting.partnership.is_sample")

    class Meta:
        model = Decision
        fields = [
            "id", "uid", "partnership", "meeting", "position", "kind", "text", "owner", "agency", "action", "due_on",
            "recorded_at", "recorded_by", "closed_at", "closed_by", "closing_note", "sample_data",
        ]  # fmt: skip
        extra_kwargs = {"closing_note": {"help_text": "What came of it; empty while it is open."}}


class DecisionViewSet(OwnViewSet):
    """What boards decided or asked for, carried forward from meeting to meeting until it is closed."""

    queryset = Decision.objects.none()
    model = Decision
    path = "meeting__partnership"
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilterSet
    sortable = {"due_on": "due_on", "recorded_at": "recorded_at", "closed_at": "closed_at"}

    def get_queryset(self):
        return (
            super().get_queryset().select_related("owner", "agency", "action__partnership", "recorded_by", "closed_by")
        )


class FileFormatSerializer(serializers.Serializer):
    format = serializers.CharField(help_text="A short word for it, such as pdf.")
    name = serializers.CharField()
    address = serializers.CharField(help_text="From where it is taken, by those who may read it.")


def file_formats(request, name, *args):
    """The formats of a frozen paper with the address of each."""
    found = []
    for one in formats.FORMATS.values():
        address = reverse(name, args=[*args, one.key])
        found.append(
            {
                "format": one.key,
                "name": one.name,
                "address": request.build_absolute_uri(address) if request else address,
            }
        )
    return found


class PackSerializer(serializers.ModelSerializer):
    uid = Uid("packs")
    partnership = SlugOf()
    meeting = serializers.IntegerField(source="meeting_id", help_text="The id of the meeting that it is for.")
    addendum_to = serializers.IntegerField(
        source="addendum_to_id", allow_null=True, help_text="The id of the pack that it adds to; null if none."
    )
    sections = serializers.SerializerMethodField(help_text="The headings of its sections, in their order.")
    as_at = serializers.DateTimeField(
        source="frozen.as_at",
        default=None,
        help_text="The moment of its figures and statuses; null until it is frozen.",
    )
    sha256 = serializers.CharField(
        source="frozen.sha256", default=None, help_text="Of its frozen content, which is its JSON format byte for byte."
    )
    formats = FileFormatSerializer(many=True, read_only=True, help_text="Empty until it is frozen.")
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Pack
        fields = [
            "id", "uid", "partnership", "meeting", "number", "title", "audience", "is_restricted", "state", "fault",
            "sections", "addendum_to", "reason", "made_at", "frozen_at", "as_at", "released_at", "sha256", "version",
            "formats", "sample_data",
        ]  # fmt: skip

    def get_sections(self, pack) -> list[str]:
        return [sections.KINDS[key].title if key in sections.KINDS else key for key in pack.sections]

    def to_representation(self, pack):
        is_frozen = pack.state == PackState.FROZEN
        request = self.context.get("request")
        pack.formats = file_formats(request, "pack-file", pack.partnership.slug, pack.pk) if is_frozen else []
        return super().to_representation(pack)


class PackViewSet(OwnViewSet):
    """Board packs. Released ones are for everybody, frozen ones for members, the others for those who make them."""

    queryset = Pack.objects.none()
    serializer_class = PackSerializer
    filterset_class = PackFilterSet
    sortable = {"held_on": "meeting__held_on", "frozen_at": "frozen_at", "made_at": "made_at"}

    def get_queryset(self):
        # Whoever may not see the partnership finds none of its packs, whatever was released.
        seen = Pack.objects.visible_to(self.request.user).filter(partnership__in=self.seen())
        return seen.select_related("partnership", "frozen").defer("frozen__data")
