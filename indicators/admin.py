"""Admin for staff. Figures are shown, not edited: only a refresh or a load changes them, so each has a source."""

from django.contrib import admin, messages

from cdp.admin import AuditedAdmin, ReadOnlyAdmin
from indicators.models import (
    Area,
    DisclosureRule,
    Footprint,
    FrameworkMetric,
    Indicator,
    Neighbour,
    NeighbourGroup,
    Observation,
    Outcome,
    QualityFinding,
    Reading,
    Refresh,
    RefreshReject,
    RuleFinding,
    Series,
    Source,
    StepChange,
    SupersededObservation,
)
from indicators.operations import source_changes
from indicators.operations.disclosure_check import PublishingRefused
from indicators.operations.publishing import publish_partnership, unpublish_partnership
from partners import admin as partners_admin
from partners.models import Partnership


@admin.register(Area)
class AreaAdmin(AuditedAdmin):
    list_display = ["name", "code", "area_type", "valid_from", "valid_to"]
    list_filter = ["area_type", "is_sample"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["parents", "successors"]


@admin.register(Footprint)
class FootprintAdmin(AuditedAdmin):
    list_display = ["partnership", "area", "is_main"]
    list_select_related = ["partnership", "area"]
    autocomplete_fields = ["partnership", "area"]


class FootprintInline(admin.TabularInline):
    model = Footprint
    extra = 0
    autocomplete_fields = ["area"]


admin.site.unregister(Partnership)


@admin.register(Partnership)
class PartnershipAdmin(partners_admin.PartnershipAdmin):
    """With what indicators know of a partnership, which its own app may not import."""

    inlines = [FootprintInline, *partners_admin.PartnershipAdmin.inlines]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "is_published" in form.changed_data:
            operation = publish_partnership if obj.is_published else unpublish_partnership
            try:
                operation(partnership=obj, by=request.user)
            except PublishingRefused as refused:
                obj.is_published = False
                obj.save(update_fields=["is_published"])
                self.message_user(request, refused.in_short, messages.ERROR)


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin):
    list_display = ["name", "level"]


@admin.register(FrameworkMetric)
class FrameworkMetricAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "level", "outcome"]
    list_select_related = ["outcome"]


@admin.register(Indicator)
class IndicatorAdmin(AuditedAdmin):
    list_display = ["name", "code", "value_type", "polarity", "scope", "framework_metric"]
    list_filter = ["value_type", "polarity", "scope", "national_priority"]
    list_select_related = ["framework_metric"]
    search_fields = ["name", "code"]


@admin.register(Source)
class SourceAdmin(AuditedAdmin):
    list_display = ["name", "kind", "rank", "is_scheduled", "last_checked_at", "last_changed_at"]
    list_filter = ["kind", "is_scheduled"]
    search_fields = ["name", "slug"]
    readonly_fields = ["last_checked_at", "last_changed_at"]

    def save_model(self, request, obj, form, change):
        was = source_changes.as_set(Source.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        source_changes.record(source=obj, was=was, now=source_changes.as_set(obj), by=request.user)


@admin.register(Refresh)
class RefreshAdmin(ReadOnlyAdmin):
    list_display = ["source", "started_at", "outcome", "rows_read", "added", "changed", "unchanged", "rejected"]
    list_filter = ["outcome", "source"]
    list_select_related = ["source"]


@admin.register(RefreshReject)
class RefreshRejectAdmin(ReadOnlyAdmin):
    list_display = ["refresh", "file_name", "row", "column", "value", "reason"]
    list_select_related = ["refresh__source"]


@admin.register(Series)
class SeriesAdmin(ReadOnlyAdmin):
    list_display = ["indicator", "area", "sex", "age", "category_type", "category", "is_headline"]
    list_filter = ["is_headline", "area__area_type"]
    list_select_related = ["indicator", "area"]
    search_fields = ["indicator__name", "indicator__code", "area__name"]


class FigureAdmin(ReadOnlyAdmin):
    list_select_related = ["series__indicator", "series__area", "source"]
    search_fields = ["series__indicator__name", "series__area__name"]
    show_full_result_count = False


@admin.register(Observation)
class ObservationAdmin(FigureAdmin):
    list_display = ["series", "period", "value", "printed", "state", "source", "is_disputed"]
    list_filter = ["state", "qualifier", "is_disputed", "source"]


@admin.register(SupersededObservation)
class SupersededObservationAdmin(FigureAdmin):
    list_display = ["series", "period", "value", "known_until"]


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    list_display = ["indicator", "area", "period", "value", "trend", "standing_england", "is_headline"]
    list_filter = ["trend", "standing_england"]
    list_select_related = ["indicator", "area"]


@admin.register(QualityFinding)
class QualityFindingAdmin(ReadOnlyAdmin):
    list_display = ["description", "kind", "document"]
    list_filter = ["kind", "document"]
    list_select_related = ["document"]


@admin.register(RuleFinding)
class RuleFindingAdmin(ReadOnlyAdmin):
    list_display = ["rule", "sentence", "indicator", "area", "source", "first_found_at"]
    list_filter = ["rule", "source"]
    list_select_related = ["indicator", "area", "source"]


@admin.register(StepChange)
class StepChangeAdmin(ReadOnlyAdmin):
    list_display = ["series", "starts_on", "reason", "marked_by", "marked_at"]
    list_select_related = ["series__indicator", "series__area", "marked_by"]


@admin.register(DisclosureRule)
class DisclosureRuleAdmin(ReadOnlyAdmin):
    """The rules are files. What they withhold is on no page, not even here."""

    list_display = ["name", "slug", "threshold", "rounding_base", "hides_count", "hides_denominator", "hides_value"]


class NeighbourInline(admin.TabularInline):
    model = Neighbour
    extra = 0
    can_delete = False
    verbose_name_plural = "neighbours, the nearest first"

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(NeighbourGroup)
class NeighbourGroupAdmin(ReadOnlyAdmin):
    list_display = ["area", "name", "source"]
    list_select_related = ["area"]
    inlines = [NeighbourInline]
