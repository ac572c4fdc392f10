"""Filters of the API's lists of what boards are given and decide, and of reports."""

from django_filters.rest_framework import FilterSet

from actions.api.filters import ACTION, agency_filter, named_actions
from actions.models import Audience, Decision, PackState, RunState
from actions.reports import kinds
from cdp.api_support.filters import DayFilter, IdFilter, TextFilter, TrueFalseFilter, WordFilter
from partners.filters import PartnershipCodeFilter


class MeetingFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    held_from = DayFilter(field_name="held_on", lookup_expr="gte", help_text="Held on or after this day.")
    held_to = DayFilter(field_name="held_on", lookup_expr="lte", help_text="Held on or before this day.")
    is_cancelled = TrueFalseFilter(field_name="cancelled_at", method="called_off", help_text="Cancelled, or not.")

    def called_off(self, queryset, name, value):
        return queryset.filter(cancelled_at__isnull=value != "true")


class DecisionFilterSet(FilterSet):
    partnership = PartnershipCodeFilter(field_name="meeting__partnership")
    meeting = IdFilter(field_name="meeting_id", help_text="Of the meeting with this id.")
    agency = agency_filter("That this agency is to see to.", field_name="agency")
    action = TextFilter(method="of_action", help_text=ACTION)
    kind = WordFilter(choices=Decision.Kind.choices, help_text="A decision, or something asked for.")
    is_open = TrueFalseFilter(
        field_name="closed_at", method="still_open", help_text="Still carried forward, or closed."
    )
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", help_text="Due on or after this day.")
    due_to = DayFilter(field_name="due_on", lookup_expr="lte", help_text="Due on or before this day.")

    def of_action(self, queryset, name, ref):
        return queryset.filter(action__in=named_actions(self.request, name, ref))

    def still_open(self, queryset, name, value):
        return queryset.filter(closed_at__isnull=value == "true")


class PackFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    meeting = IdFilter(field_name="meeting_id", help_text="For the meeting with this id.")
    state = WordFilter(choices=PackState.choices, help_text="How far it has come.")
    audience = WordFilter(choices=Audience.choices, help_text="For whom it is.")
    held_from = DayFilter(field_name="meeting__held_on", lookup_expr="gte", help_text="Its meeting is then or later.")
    held_to = DayFilter(field_name="meeting__held_on", lookup_expr="lte", help_text="Its meeting is then or earlier.")


class ReportFilterSet(FilterSet):
    kind = WordFilter(choices=[(key, one.title) for key, one in kinds.KINDS.items()], help_text="The kind of report.")
    state = WordFilter(choices=RunState.choices, help_text="How far it has come.")
    asked_from = DayFilter(field_name="asked_at", lookup_expr="date__gte", help_text="Asked for on this day or later.")
    asked_to = DayFilter(field_name="asked_at", lookup_expr="date__lte", help_text="Asked for on this day or earlier.")
