"""Filters of the API's lists of what was agreed. Those of the pages forgive a wrong value; these do not."""

from django.db.models import Exists, OuterRef, Q
from django_filters.rest_framework import FilterSet

from actions.models import Action, ActionAgency, Confidence, DeliveryStatus, Priority, Recommendation
from cdp.api_support.filters import CodeFilter, DayFilter, TextFilter, TrueFalseFilter, WordFilter
from cdp.api_support.problems import BadParameters
from indicators.api.filters import area_filter, document_filter, indicator_filter, outcome_filter
from indicators.models import NationalPriority
from partners.filters import PartnershipCodeFilter, visible_agencies
from partners.models import Partnership

PRIORITY = "Of this priority: its code, or northshire:P1 where several partnerships use the code."
ACTION = "Of this action: its ref, or northshire:1.1 where several partnerships use the ref."
RECOMMENDATION = "Of this recommendation: its ref, or northshire:R1 where several partnerships use the ref."
ARCHIVED = "true: those that are archived, in the place of those that stand."


def agency_filter(help_text, **kwargs):
    return CodeFilter(
        queryset=visible_agencies,
        to_field_name="slug",
        noun="agency",
        see="/api/v1/agencies/",
        help_text=help_text,
        **kwargs,
    )


def named(request, model, text, *, parameter, noun, see, code="ref"):
    """The things with this ref or code that the caller may see, of one partnership where the text names it."""
    partnership, _, bare = text.rpartition(":")
    found = model.objects.filter(
        Q(partnership__slug=partnership) if partnership else Q(),
        partnership__in=Partnership.objects.visible_to(request.user),
        **{code: bare},
    )
    if not (found := list(found)):
        raise BadParameters([(parameter, f"There is no {noun} “{text}” that you may see. Those there are: {see}")])
    return found


def named_actions(request, name, text):
    return named(request, Action, text, parameter=name, noun="action", see="/api/v1/actions/")


def named_recommendations(request, name, text):
    see = "/api/v1/recommendations/"
    return named(request, Recommendation, text, parameter=name, noun="recommendation", see=see)


def named_priorities(request, name, text):
    return named(request, Priority, text, parameter=name, noun="priority", see="/api/v1/priorities/", code="code")


def led_by(agencies):
    """Ids of the actions that any of these leads."""
    return ActionAgency.objects.filter(agency__in=list(agencies), role=ActionAgency.Role.LEAD).values("action")


class OfPriorityFilterSet(FilterSet):
    """What belongs to a priority of a partnership."""

    partnership = PartnershipCodeFilter()
    document = document_filter("document", "From this document.")
    priority = TextFilter(method="of_priority", help_text=PRIORITY)

    def of_priority(self, queryset, name, code):
        return queryset.filter(priority__in=named_priorities(self.request, name, code))


class KeptFilterSet(OfPriorityFilterSet):
    """What is archived and never thrown away: left out unless it is asked for."""

    archived = TrueFalseFilter(method="chosen_below", field_name="archived", help_text=ARCHIVED)

    def chosen_below(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        wanted = self.form.cleaned_data["archived"] == "true"
        return super().filter_queryset(queryset).filter(archived_at__isnull=not wanted)


class OfActionFilterSet(FilterSet):
    """What belongs to an action."""

    partnership = PartnershipCodeFilter(field_name="action__partnership")
    action = TextFilter(method="of_action", help_text=ACTION)

    def of_action(self, queryset, name, ref):
        return queryset.filter(action__in=named_actions(self.request, name, ref))


class StrategyFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    document = document_filter("document", "From this document.")
    in_force = TrueFalseFilter(field_name="successor", method="standing", help_text="In force, or followed by another.")

    def standing(self, queryset, name, value):
        return queryset.filter(successor__isnull=value == "true")


class PriorityFilterSet(FilterSet):
    partnership = PartnershipCodeFilter()
    national_priority = WordFilter(choices=NationalPriority.choices, help_text="Tied to this national priority.")


class RecommendationFilterSet(KeptFilterSet):
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


class ActionFilterSet(KeptFilterSet):
    agency = agency_filter("Led or supported by this agency.", method="of_agencies")
    lead_agency = agency_filter("Led by this agency.", method="led_by_agencies")
    recommendation = TextFilter(method="of_recommendation", help_text=RECOMMENDATION)
    delivery_status = WordFilter(choices=DeliveryStatus.choices, help_text="As last reported.")
    confidence = WordFilter(choices=Confidence.choices, help_text="As last reported.")
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", help_text="Due on or after this day.")
    due_to = DayFilter(field_name="due_on", lookup_expr="lte", help_text="Due on or before this day.")

    def of_agencies(self, queryset, name, agencies):
        parts = ActionAgency.objects.filter(action=OuterRef("pk"), agency__in=list(agencies))
        return queryset.filter(Exists(parts)) if agencies else queryset

    def of_recommendation(self, queryset, name, ref):
        answering = Action.recommendations.through.objects.filter(
            recommendation__in=named_recommendations(self.request, name, ref)
        )
        return queryset.filter(pk__in=answering.values("action"))

    def led_by_agencies(self, queryset, name, agencies):
        parts = ActionAgency.objects.filter(action=OuterRef("pk"), agency__in=list(agencies))
        return queryset.filter(Exists(parts.filter(role=ActionAgency.Role.LEAD))) if agencies else queryset


class SchemeFilterSet(OfPriorityFilterSet):
    agency = agency_filter("With this agency.", field_name="agencies")


class FindingFilterSet(OfPriorityFilterSet):
    pass


class MilestoneFilterSet(OfActionFilterSet):
    agency = agency_filter("Of an action that this agency leads.", method="led_by_agencies")
    is_done = TrueFalseFilter(field_name="done_on", method="done", help_text="Done, or not done yet.")
    due_from = DayFilter(field_name="due_on", lookup_expr="gte", help_text="Due on or after this day.")
    due_to = DayFilter(field_name="due_on", lookup_expr="lte", help_text="Due on or before this day.")

    def led_by_agencies(self, queryset, name, agencies):
        return queryset.filter(action__in=led_by(agencies)) if agencies else queryset

    def done(self, queryset, name, value):
        return queryset.filter(done_on__isnull=value != "true")


class MeasureFilterSet(FilterSet):
    partnership = PartnershipCodeFilter(method="of_partnerships")
    action = TextFilter(method="of_action", help_text=ACTION)
    recommendation = TextFilter(method="of_recommendation", help_text=RECOMMENDATION)
    priority = TextFilter(method="of_priority", help_text=PRIORITY)
    indicator = indicator_filter("series__indicator", "By this indicator.")
    area = area_filter("series__area", "In this area.")
    has_target = TrueFalseFilter(field_name="target", method="aimed", help_text="With a target, or without one.")

    def of_partnerships(self, queryset, name, partnerships):
        chosen = [each.pk for each in partnerships]
        return queryset.filter(of_partnership__in=chosen) if chosen else queryset

    def of_action(self, queryset, name, ref):
        return queryset.filter(action__in=named_actions(self.request, name, ref))

    def of_recommendation(self, queryset, name, ref):
        return queryset.filter(recommendation__in=named_recommendations(self.request, name, ref))

    def of_priority(self, queryset, name, code):
        return queryset.filter(priority__in=named_priorities(self.request, name, code))

    def aimed(self, queryset, name, value):
        return queryset.filter(target__isnull=value != "true")
