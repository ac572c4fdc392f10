"""The API's partnerships, agencies and documents."""

from django.db.models import Prefetch
from rest_framework import serializers

from cdp.api_support.fields import SampleData, SlugOf
from cdp.api_support.views import ReadOnlyViewSet
from partners.filters import (
    AgencyFilterSet,
    DocumentFilterSet,
    PartnershipFilterSet,
    visible_agencies,
    visible_partnerships,
)
from partners.models import Agency, Document, DocumentNote, Partnership, Principle, Seat


class PrincipleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Principle
        fields = ["position", "name", "meaning", "place"]


class PartnershipSerializer(serializers.ModelSerializer):
    host_agency = SlugOf()
    main_area = serializers.SerializerMethodField(help_text="The area code behind its front page; null if none.")
    areas = serializers.SerializerMethodField(help_text="Codes of the areas that it answers for.")
    principles = PrincipleSerializer(many=True, read_only=True)
    sample_data = SampleData("is_sample")

    class Meta:
        model = Partnership
        fields = [
            "slug", "name", "short_name", "host", "host_agency", "main_area", "areas", "vision", "principles", "note",
            "is_published", "sample_data",
        ]  # fmt: skip

    def get_main_area(self, partnership) -> str | None:
        return next((each.area.code for each in partnership.footprint.all() if each.is_main), None)

    def get_areas(self, partnership) -> list[str]:
        return [each.area.code for each in partnership.footprint.all()]


class PartnershipViewSet(ReadOnlyViewSet):
    """The Combating Drugs Partnerships that are published here."""

    queryset = Partnership.objects.none()
    serializer_class = PartnershipSerializer
    filterset_class = PartnershipFilterSet
    lookup_field = "slug"
    ordering = ["slug"]

    def get_queryset(self):
        partnerships = Partnership.objects.visible_to(self.request.user).select_related("host_agency")
        return partnerships.prefetch_related("footprint__area", "principles")


class AgencySerializer(serializers.ModelSerializer):
    parent = SlugOf()
    aliases = SlugOf("name", many=True)
    partnerships = serializers.SerializerMethodField(help_text="Slugs of the partnerships in which it has a seat.")
    sample_data = SampleData("is_sample")

    class Meta:
        model = Agency
        fields = [
            "slug", "name", "short_name", "kind", "parent", "is_generic", "aliases", "partnerships", "note",
            "sample_data",
        ]  # fmt: skip

    def get_partnerships(self, agency) -> list[str]:
        return [seat.partnership.slug for seat in agency.visible_seats]


class AgencyViewSet(ReadOnlyViewSet):
    """Bodies that lead or support work. One agency can sit in several partnerships."""

    queryset = Agency.objects.none()
    serializer_class = AgencySerializer
    filterset_class = AgencyFilterSet
    lookup_field = "slug"
    ordering = ["slug"]

    def get_queryset(self):
        seats = Seat.objects.filter(partnership__in=visible_partnerships(self.request)).select_related("partnership")
        shown = Prefetch("seats", seats.order_by("partnership__slug"), "visible_seats")
        agencies = visible_agencies(self.request)
        return agencies.select_related("parent").prefetch_related("aliases", shown)


class DocumentNoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = DocumentNote
        fields = ["subject", "text"]


class DocumentSerializer(serializers.ModelSerializer):
    partnership = SlugOf()
    notes = DocumentNoteSerializer(many=True, read_only=True)
    sample_data = SampleData("partnership.is_sample")

    class Meta:
        model = Document
        fields = [
            "id", "partnership", "title", "kind", "published", "published_note", "covers", "notes", "sample_data",
        ]  # fmt: skip


class DocumentViewSet(ReadOnlyViewSet):
    """Needs assessments and strategies from which recommendations, actions and figures come."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilterSet
    ordering = ["partnership__slug", "id"]

    def get_queryset(self):
        documents = Document.objects.published().filter(
            partnership__in=Partnership.objects.visible_to(self.request.user)
        )
        return documents.select_related("partnership").prefetch_related("notes")
