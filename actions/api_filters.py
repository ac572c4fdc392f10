"""Filters of the API's lists of what was agreed. Those of the pages forgive a wrong value; these do not."""

from django.db.models import Exists, OuterRef, Q
from django_filters.rest_framework import FilterSet

from actions.models import ActionAgency, Confidence, DeliveryStatus, Priority, Recommendation
from cdp.api_support.filters import CodeFilter, DayFilter, TextFilter, TrueFalseFilter, WordFilter
from cdp.api_support.problems import BadParameters
from indicators.api.filters import document_filter, outcome_filter
from indicators.models import NationalPriority
from partners.filters import PartnershipCodeFilter, visible_agencies
from partners.models import Partnership

PRIORITY = "Of this priority: its code, or northshire:P1 where several partnerships use the code."


def agency_filter(help_text, **kwargs):
    return CodeFilter(
        queryset=visible_agencies,
        to_field_name="slug",
        noun="agency",
        see="/api/v1/agencies/",
        help_text=help_text,
        **kwargs,
    )


class OfPriorityFilterSet(FilterSet):
    """What belongs to a priority of a partnership."""

    partnership = PartnershipCodeFilter()
    document = document_filter("document", "From this document.")
    priority = TextFilter(method="of_priority", help_text=PRIORITY)

    def of_priority(self, queryset, name, code):
        partnership, _, bare = code.rpartition(":")
        priorities = Priority.objects.filter(
            Q(partnership__slug=partnership) if partnership else Q(),
            code=bare,
            partnership__in=Partnership.objects.visible_to(self.request.user),
        )
        found = list(priorities)
        if not found:
            raise BadParameters(
                [(name, f"There is no priority “{code}” that you may see. Those there are: /api/v1/priorities/")]
            )
        return queryset.filter(priority__in=found)


class PriorityFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    national_priority = WordFilter(choices=NationalPriority.choices, help_text="Tied to this national priority.")


class RecommendationFilterSet(OfPriorityFilterSet):
    outcome = outcome_filter("For this outcome of the national framework.")
    agency = agency_filter("That names this agency as a partner.", method="of_agencies")
    has_action = TrueFalseFilter(method="answered", field_name="actions", help_text="Answered by an action, or not.")

    def of_agencies(self, queryset, name, agencies):
        if not agencies:
            return queryset
        named = Recommendation.partners.through.objects.filter(agency__in=list(agencies))
        return queryset.filter(pk__in=named.values("recommendation"))

    def answered(self, queryset, name, value):
        answered = queryset.filter(actions__archived_at__isnull=True, actions__isnull=False).values("pk")
        return queryset.filter(pk__in=answered) if value == "true" else queryset.exclude(pk__in=answered)


class ActionFilterSet(OfPriorityFilterSet):
    agency = agency_filter("Led or supported by this agency.", method="of_agencies")
    lead_agency = agency_filter("Led by this agency.", method="led_by_agencies")
    delivery_status = WordFilter(choices=DeliveryStatus.choices, help_text="As last reported.")
    confidence = WordFilter(choices=Confidence.choices, help_text="As last reported.")
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", help_text="Due on or after this day.")
    due_to = DayFilter(field_name="due_on", lookup_expr="lte", help_text="Due on or before this day.")

    def of_agencies(self, queryset, name, agencies):
        parts = ActionAgency.objects.filter(action=OuterRef("pk"), agency__in=list(agencies))
        return queryset.filter(Exists(parts)) if agencies else queryset

    def led_by_agencies(self, queryset, name, agencies):
        parts = ActionAgency.objects.filter(action=OuterRef("pk"), agency__in=list(agencies))
        return queryset.filter(Exists(parts.filter(role=ActionAgency.Role.LEAD))) if agencies else queryset


class SchemeFilterSet(OfPriorityFilterSet):
    agency = agency_filter("With this agency.", field_name="agencies")


class FindingFilterSet(OfPriorityFilterSet):
    pass
