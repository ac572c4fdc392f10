"""Filters of what is said of actions: progress updates, their evidence, lights, commentaries."""

from django_filters.rest_framework import FilterSet

from actions.api.filters import OfActionFilterSet, agency_filter, led_by, named_actions
from actions.models import Confidence, DeliveryStatus, Evidence, UpdateState
from cdp.api_support.filters import DayFilter, IdFilter, TextFilter, WordFilter
from indicators.api.filters import area_filter, indicator_filter
from partners.filters import PartnershipCodeFilter


class ProgressUpdateFilterSet(OfActionFilterSet):
    agency = agency_filter("Reported in the name of this agency.", field_name="agency")
    state = WordFilter(choices=UpdateState.choices, help_text="How far it has come.")
    meeting = IdFilter(field_name="meeting_id", help_text="For the meeting with this id.")
    delivery_status = WordFilter(choices=DeliveryStatus.choices, help_text="What it says of the work.")
    confidence = WordFilter(choices=Confidence.choices, help_text="What it says of what comes.")
    reported_from = DayFilter(
        field_name="reported_at", lookup_expr="date__gte", help_text="Sent for approval on or after this day."
    )
    reported_to = DayFilter(
        field_name="reported_at", lookup_expr="date__lte", help_text="Sent for approval on or before this day."
    )


class EvidenceFilterSet(FilterSet):
    partnership = PartnershipCodeFilter(field_name="update__action__partnership")
    action = TextFilter(method="of_action", help_text="Of this action: its ref, or northshire:1.1.")
    update = IdFilter(field_name="update_id", help_text="Of the progress update with this id.")
    strength = WordFilter(choices=Evidence.Strength.choices, help_text="What kind of evidence it is.")

    def of_action(self, queryset, name, ref):
        return queryset.filter(update__action__in=named_actions(self.request, name, ref))


class LightFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    action = TextFilter(method="of_action", help_text="Of this action: its ref, or northshire:1.1.")
    agency = agency_filter("Of actions that this agency leads.", method="led_by_agencies")

    def of_action(self, queryset, name, ref):
        return queryset.filter(pk__in=[each.pk for each in named_actions(self.request, name, ref)])

    def led_by_agencies(self, queryset, name, agencies):
        return queryset.filter(pk__in=led_by(agencies)) if agencies else queryset


class CommentaryFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    series = IdFilter(field_name="series_id", help_text="On the series with this id.")
    indicator = indicator_filter("series__indicator", "On figures of this indicator.")
    area = area_filter("series__area", "On figures of this area.")
    written_from = DayFilter(field_name="written_at", lookup_expr="date__gte", help_text="Written then or later.")
    written_to = DayFilter(field_name="written_at", lookup_expr="date__lte", help_text="Written then or earlier.")
