"""The API's partnerships, agencies, their seats, and documents."""

from django.db.models import Prefetch
from rest_framework import serializers

from cdp.api_support.fields import RefId, SampleData, SlugOf, Uid
from cdp.api_support.shape import columns
from cdp.api_support.uids import UidMixin
from cdp.api_support.views import ReadOnlyViewSet
from partners.api_own import OwnViewSet, RefViewSet
from partners.filters import (
    AgencyFilterSet,
    DocumentFilterSet,
    PartnershipFilterSet,
    SeatFilterSet,
    visible_agencies,
    visible_partnerships,
)
from partners.models import Agency, Document, DocumentNote, Partnership, Principle, Seat, StakeholderCategory


class PrincipleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Principle
        fields = ["position", "name", "meaning", "place"]


class AreaOfPartnershipSerializer(serializers.Serializer):
    code = serializers.CharField(source="area.code")
    name = serializers.CharField(source="area.name")
    area_type = serializers.CharField(source="area.area_type")
    is_main = serializers.BooleanField(help_text="True of the one behind its front page.")


class SeatOfPartnershipSerializer(serializers.ModelSerializer):
    uid = Uid("seats")
    agency = SlugOf()
    agency_name = serializers.CharField(source="agency.name")
    kind = serializers.CharField(source="agency.kind", help_text="The kind of agency.")

    class Meta:
        model = Seat
        fields = ["uid", "agency", "agency_name", "kind", "note"]


class PartnershipSerializer(serializers.ModelSerializer):
    uid = Uid("partnerships")
    area_details = AreaOfPartnershipSerializer(
        source="footprint", many=True, read_only=True, help_text="The same areas with their names."
    )
    seats = SeatOfPartnershipSerializer(many=True, read_only=True, help_text="The agencies that sit in it.")
    host_agency = SlugOf()
    main_area = serializers.SerializerMethodField(help_text="The area code behind its front page; null if none.")
    areas = serializers.SerializerMethodField(help_text="Codes of the areas that it answers for.")
    principles = PrincipleSerializer(many=True, read_only=True)
    sample_data = SampleData("is_sample")

    class Meta:
        model = Partnership
        fields = [
            "slug", "uid", "name", "short_name", "host", "host_agency", "main_area", "areas", "vision", "principles",
            "note", "is_published", "area_details", "seats", "sample_data",
        ]  # fmt: skip

    def get_main_area(self, partnership) -> str | None:
        return next((each.area.code for each in partnership.footprint.all() if each.is_main), None)

    def get_areas(self, partnership) -> list[str]:
        return [each.area.code for each in partnership.footprint.all()]


class PartnershipViewSet(UidMixin, ReadOnlyViewSet):
    """The Combating Drugs Partnerships that are published here."""

    queryset = Partnership.objects.none()
    serializer_class = PartnershipSerializer
    sortable = columns("slug", "name")
    includable = ("area_details", "seats")
    draws_on = {"main_area": "footprint", "areas": "footprint"}
    filterset_class = PartnershipFilterSet
    lookup_field = "slug"
    ordering = ["slug"]

    def get_queryset(self):
        partnerships = Partnership.objects.visible_to(self.request.user).select_related("host_agency")
        seats = Seat.objects.select_related("agency").order_by("agency__slug", "pk")
        return partnerships.prefetch_related("footprint__area", "principles", Prefetch("seats", seats))


class AgencySerializer(serializers.ModelSerializer):
    uid = Uid("agencies")
    parent = SlugOf()
    aliases = SlugOf("name", many=True)
    partnerships = serializers.SerializerMethodField(help_text="Slugs of the partnerships in which it has a seat.")
    sample_data = SampleData("is_sample")

    class Meta:
        model = Agency
        fields = [
            "slug", "uid", "name", "short_name", "kind", "parent", "is_generic", "aliases", "partnerships", "note",
            "sample_data",
        ]  # fmt: skip

    def get_partnerships(self, agency) -> list[str]:
        return [seat.partnership.slug for seat in agency.visible_seats]


class AgencyViewSet(UidMixin, ReadOnlyViewSet):
    """Bodies that lead or support work. One agency can sit in several partnerships."""

    queryset = Agency.objects.none()
    serializer_class = AgencySerializer
    sortable = columns("slug", "name", "kind")
    draws_on = {"partnerships": "seats"}
    filterset_class = AgencyFilterSet
    lookup_field = "slug"
    ordering = ["slug"]

    def get_queryset(self):
        seats = Seat.objects.filter(partnership__in=visible_partnerships(self.request)).select_related("partnership")
        shown = Prefetch("seats", seats.order_by("partnership__slug"), "visible_seats")
        agencies = visible_agencies(self.request)
        return agencies.select_related("parent").prefetch_related("aliases", shown)


class SeatSerializer(serializers.ModelSerializer):
    id = RefId(code="agency.slug", help_text="The slugs of the partnership and of the agency: northshire:police.")
    uid = Uid("seats")
    partnership = SlugOf()
    agency = SlugOf()
    agency_name = serializers.CharField(source="agency.name")
    stakeholder_category = SlugOf("name", help_text="Where it stands on the partnership's map; null if on none.")
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Seat
        fields = [
            "id", "uid", "partnership", "agency", "agency_name", "stakeholder_category", "note", "sample_data",
        ]  # fmt: skip


class SeatViewSet(RefViewSet):
    """Places of agencies in partnerships."""

    queryset = Seat.objects.none()
    model = Seat
    serializer_class = SeatSerializer
    filterset_class = SeatFilterSet
    ref_field = "agency__slug"
    ordering = ["partnership__slug", "agency__slug", "id"]

    def get_queryset(self):
        return super().get_queryset().select_related("agency", "stakeholder_category")


class DocumentNoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = DocumentNote
        fields = ["subject", "text"]


class StakeholderCategorySerializer(serializers.ModelSerializer):
    parent = SlugOf("name", help_text="The category that it belongs to; null at the top.")

    class Meta:
        model = StakeholderCategory
        fields = ["version", "position", "name", "parent", "colour", "place"]


class DocumentSerializer(serializers.ModelSerializer):
    uid = Uid("documents")
    partnership = SlugOf()
    notes = DocumentNoteSerializer(many=True, read_only=True, help_text="What has to be known of how it was read.")
    stakeholder_categories = StakeholderCategorySerializer(
        many=True, read_only=True, help_text="The partnership's map of those concerned, in each of its versions."
    )
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Document
        fields = [
            "id", "uid", "partnership", "title", "kind", "published", "published_note", "covers", "notes",
            "stakeholder_categories", "sample_data",
        ]  # fmt: skip


class DocumentViewSet(OwnViewSet):
    """Needs assessments and strategies from which recommendations, actions and figures come."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    sortable = columns("title", "id")
    filterset_class = DocumentFilterSet
    ordering = ["partnership__slug", "id"]

    def get_queryset(self):
        categories = StakeholderCategory.objects.select_related("parent")
        documents = Document.objects.published().filter(partnership__in=self.seen()).select_related("partnership")
        return documents.prefetch_related("notes", Prefetch("stakeholder_categories", categories))
