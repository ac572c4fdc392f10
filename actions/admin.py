"""Admin for staff. Progress updates are shown and never edited: what was said stays as it was said."""

from django.contrib import admin

from actions.models import (
    Action,
    ActionAgency,
    EvidenceFigure,
    Finding,
    IntelligenceGap,
    Measure,
    MeasureWanted,
    Meeting,
    Milestone,
    Opportunity,
    Priority,
    ProgressUpdate,
    Recommendation,
    ReturnOnInvestment,
    Scheme,
    Strategy,
    SubRecommendation,
    Theme,
)
from cdp.admin import AuditedAdmin, ReadOnlyAdmin


class PriorityInline(admin.TabularInline):
    model = Priority
    extra = 0


@admin.register(Strategy)
class StrategyAdmin(AuditedAdmin):
    list_display = ["title", "partnership", "period"]
    list_select_related = ["partnership"]
    inlines = [PriorityInline]


class SubRecommendationInline(admin.TabularInline):
    model = SubRecommendation
    extra = 0


class EvidenceFigureInline(admin.TabularInline):
    model = EvidenceFigure
    extra = 0
    can_delete = False
    fields = readonly_fields = ["series", "period", "value", "printed"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Recommendation)
class RecommendationAdmin(AuditedAdmin):
    list_display = ["ref", "title", "partnership", "response"]
    list_filter = ["partnership", "response", "outcome"]
    list_select_related = ["partnership"]
    search_fields = ["ref", "title"]
    filter_horizontal = ["partners"]
    inlines = [SubRecommendationInline, EvidenceFigureInline]


class ActionAgencyInline(admin.TabularInline):
    model = ActionAgency
    extra = 0
    autocomplete_fields = ["agency"]


class MilestoneInline(admin.TabularInline):
    model = Milestone
    extra = 0
    # Archived on the pages of the plan, where the reason is asked for and the event written.
    exclude = ["archived_at", "archived_by", "archive_reason"]


@admin.register(Action)
class ActionAdmin(AuditedAdmin):
    list_display = ["ref", "title", "partnership", "delivery_status", "due_on", "archived_at"]
    list_filter = ["partnership", "delivery_status"]
    list_select_related = ["partnership"]
    search_fields = ["ref", "title"]
    autocomplete_fields = ["lead_officer", "recommendations"]
    # They follow from progress updates, which are reported on the action's own page.
    readonly_fields = ["delivery_status", "confidence", "reported_at", "reported_by"]
    inlines = [ActionAgencyInline, MilestoneInline]


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ReadOnlyAdmin):
    list_display = ["action", "state", "delivery_status", "confidence", "reported_at", "reported_by"]
    list_filter = ["state", "delivery_status", "confidence"]
    list_select_related = ["action", "reported_by"]


@admin.register(Measure)
class MeasureAdmin(AuditedAdmin):
    list_display = ["series", "priority", "recommendation", "action", "baseline", "target", "target_on", "archived_at"]
    list_select_related = ["series__indicator", "series__area", "priority", "recommendation", "action"]
    raw_id_fields = ["series"]


@admin.register(Meeting)
class MeetingAdmin(AuditedAdmin):
    list_display = ["title", "partnership", "held_on", "papers_due_on"]
    list_select_related = ["partnership"]


@admin.register(Scheme)
class SchemeAdmin(AuditedAdmin):
    list_display = ["ref", "name", "partnership"]
    list_filter = ["partnership"]
    list_select_related = ["partnership"]
    search_fields = ["ref", "name"]
    filter_horizontal = ["agencies"]


@admin.register(Finding)
class FindingAdmin(AuditedAdmin):
    list_display = ["ref", "statement", "partnership"]
    list_filter = ["partnership"]
    list_select_related = ["partnership"]
    search_fields = ["ref", "statement"]


@admin.register(Theme, Opportunity, IntelligenceGap)
class DocumentPartAdmin(AuditedAdmin):
    list_display = ["ref", "__str__", "document"]
    list_filter = ["document"]
    list_select_related = ["document"]


@admin.register(ReturnOnInvestment, MeasureWanted)
class DocumentTableAdmin(AuditedAdmin):
    list_display = ["__str__", "document"]
    list_select_related = ["document"]
