"""What the API's lists of partnerships, agencies and documents can be narrowed by."""

from django.db.models import Exists, OuterRef
from django_filters.rest_framework import FilterSet

from cdp.api_support.filters import CodeFilter, TrueFalseFilter, WordFilter
from partners.models import Agency, AgencyKind, DocumentKind, Partnership, Seat


def visible_partnerships(request):
    return Partnership.objects.visible_to(request.user)


def visible_agencies(request):
    """An agency that is known from unpublished partnerships alone would give away that they exist."""
    mine = Seat.objects.filter(agency=OuterRef("pk"), partnership__in=visible_partnerships(request))
    return Agency.objects.filter(~Exists(Seat.objects.filter(agency=OuterRef("pk"))) | Exists(mine))


class PartnershipCodeFilter(CodeFilter):
    def __init__(self, **kwargs):
        super().__init__(
            queryset=visible_partnerships,
            to_field_name="slug",
            noun="partnership",
            see="/api/v1/partnerships/",
            **{"help_text": "Of this partnership.", **kwargs},
        )


class PartnershipFilterSet(FilterSet):
    sample_data = TrueFalseFilter(field_name="is_sample", help_text="Only made-up partnerships, or none of them.")


class AgencyFilterSet(FilterSet):
    kind = WordFilter(choices=AgencyKind.choices, help_text="The kind of agency.")
    partnership = PartnershipCodeFilter(help_text="With a seat in this partnership.", method="of_partnerships")

    def of_partnerships(self, queryset, name, partnerships):
        if not partnerships:
            return queryset
        return queryset.filter(Exists(Seat.objects.filter(agency=OuterRef("pk"), partnership__in=list(partnerships))))


class SeatFilterSet(FilterSet):
    partnership = PartnershipCodeFilter(help_text="In this partnership.")
    agency = CodeFilter(
        queryset=visible_agencies,
        to_field_name="slug",
        noun="agency",
        see="/api/v1/agencies/",
        help_text="Of this agency.",
    )
    kind = WordFilter(field_name="agency__kind", choices=AgencyKind.choices, help_text="Of an agency of this kind.")


class DocumentFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    kind = WordFilter(choices=DocumentKind.choices, help_text="The kind of document.")
