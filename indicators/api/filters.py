"""What the API's lists of areas, indicators and figures can be narrowed by."""

from django.db.models import Exists, OuterRef, Q
from django_filters.rest_framework import FilterSet

from cdp.api_support.filters import (
    CodeFilter,
    DayFilter,
    IdFilter,
    TextFilter,
    TrueFalseFilter,
    WordFilter,
)
from cdp.api_support.problems import BadParameters
from indicators.api import narrowed
from indicators.api.oversized import refuse_many_combinations
from indicators.models import (
    Area,
    AreaType,
    Footprint,
    FrameworkMetric,
    Indicator,
    NationalPriority,
    Observation,
    Outcome,
    QualityFinding,
    Refresh,
    Scope,
    Series,
    Source,
    SourceKind,
    State,
)
from indicators.periods import Period, PeriodNotUnderstood
from indicators.rules.quality import RULES
from partners.filters import PartnershipCodeFilter
from partners.models import Document, Partnership


def area_filter(field_name, help_text):
    return CodeFilter(
        field_name=field_name, queryset=Area.objects.all(), noun="area", see="/api/v1/areas/", help_text=help_text
    )


def indicator_filter(field_name, help_text):
    return CodeFilter(
        field_name=field_name,
        queryset=Indicator.objects.all(),
        noun="indicator",
        see="/api/v1/indicators/",
        help_text=help_text,
    )


def outcome_filter(help_text):
    return CodeFilter(queryset=Outcome.objects.all(), noun="outcome", see="/api/v1/outcomes/", help_text=help_text)


def document_filter(field_name, help_text, **kwargs):
    return CodeFilter(
        field_name=field_name,
        queryset=lambda request: Document.objects.filter(partnership__in=Partnership.objects.visible_to(request.user)),
        to_field_name="id",
        type="integer",
        noun="document",
        see="/api/v1/documents/",
        help_text=help_text,
        **kwargs,
    )


def source_filter(help_text, **kwargs):
    return CodeFilter(
        queryset=lambda request: Source.objects.visible_to(request.user),
        to_field_name="slug",
        noun="source",
        see="/api/v1/sources/",
        help_text=help_text,
        **kwargs,
    )


class AreaFilterSet(FilterSet):
    area_type = WordFilter(choices=AreaType.choices, help_text="The kind of area.")
    partnership = PartnershipCodeFilter(help_text="That this partnership answers for.", method="of_partnerships")
    parent = area_filter("parents", "That lie in this area.")
    on = DayFilter(method="valid_on", help_text="That exist on this day: areas are abolished and made.")
    sample_data = TrueFalseFilter(field_name="is_sample", help_text="Only made-up areas, or none of them.")

    def of_partnerships(self, queryset, name, partnerships):
        if not partnerships:
            return queryset
        return queryset.filter(
            Exists(Footprint.objects.filter(area=OuterRef("pk"), partnership__in=list(partnerships)))
        )

    def valid_on(self, queryset, name, day):
        return queryset.valid_on(day)


class IndicatorFilterSet(FilterSet):
    scope = WordFilter(choices=Scope.choices, help_text="What the indicator is about.")
    national_priority = WordFilter(choices=NationalPriority.choices, help_text="The national priority it serves.")
    outcome = outcome_filter("That belong to this outcome of the national framework.")
    framework_metric = CodeFilter(
        queryset=FrameworkMetric.objects.all(),
        noun="framework metric",
        see="/api/v1/framework-metrics/",
        help_text="That serve this metric of the national framework.",
    )
    fingertips_id = IdFilter(help_text="The indicator's number at Fingertips.")
    sample_data = TrueFalseFilter(field_name="is_sample", help_text="Only made-up indicators, or none of them.")


class FrameworkMetricFilterSet(FilterSet):
    level = WordFilter(choices=FrameworkMetric.Level.choices, help_text="Headline or supporting.")
    outcome = outcome_filter("Of this outcome.")


class SourceFilterSet(FilterSet):
    kind = WordFilter(choices=SourceKind.choices, help_text="The kind of source.")


class RefreshFilterSet(FilterSet):
    source = source_filter("Of this source.")
    outcome = WordFilter(choices=Refresh.Outcome.choices, help_text="How the run ended.")


class NeighbourGroupFilterSet(FilterSet):
    area = area_filter("area", "Of this area.")
    neighbour = area_filter("neighbours__area", "In which this area is one of the neighbours.")


class StepChangeFilterSet(FilterSet):
    series = IdFilter(field_name="series_id", help_text="Of the series with this number.")
    indicator = indicator_filter("series__indicator", "Of this indicator.")
    area = area_filter("series__area", "In this area.")
    starts_from = DayFilter(field_name="starts_on", lookup_expr="gte", help_text="From this day or a later one.")
    starts_to = DayFilter(field_name="starts_on", lookup_expr="lte", help_text="From this day or an earlier one.")


class RefreshChangeFilterSet(FilterSet):
    refresh = IdFilter(field_name="refresh_id", help_text="By the run with this id.")
    source = source_filter("In the figures of this source.", field_name="refresh__source")
    indicator = indicator_filter("indicator", "To the figures of this indicator.")


class QualityFindingFilterSet(FilterSet):
    partnership = PartnershipCodeFilter(field_name="document__partnership")
    document = document_filter("document", "Of this document.")
    kind = WordFilter(choices=QualityFinding.Kind.choices, help_text="What is wrong.")


class RuleFindingFilterSet(FilterSet):
    rule = WordFilter(choices=[(rule.id, rule.title) for rule in RULES], help_text="The rule that is broken.")
    source = source_filter("In the figures of this source.")
    indicator = indicator_filter("indicator", "Filed under this indicator.")
    area = area_filter("area", "Filed under this area.")


PARTNERSHIP = "Figures for the areas of this partnership, and those that its own documents print for other areas."
PERIOD = "A period such as 2021/22, 2021, 2017 - 19 or 2022/23 Q1. A split year is the financial year."
FROM = "Only periods that begin on or after this day."
TO = "Only periods that end on or before this day."
HEADLINE = "Only the series that stand for their indicator in their area, or only the others."


class FigureFilterSet(FilterSet):
    """What series and observations are both narrowed by; a series by the figures that it has."""

    series_path = ""
    # Without a word it leaves the rows as they are.
    is_idle_unasked = True

    @classmethod
    def get_filters(cls):
        path = cls.series_path
        filters = {
            "partnership": PartnershipCodeFilter(method="of_partnerships", help_text=PARTNERSHIP),
            "indicator": indicator_filter(f"{path}indicator", "Of this indicator."),
            "area": area_filter(f"{path}area", "For this area."),
            "area_type": WordFilter(
                field_name=f"{path}area__area_type", choices=AreaType.choices, help_text="For areas of this kind."
            ),
            "period": TextFilter(method="in_figures", help_text=PERIOD, example="2021/22"),
            "from": DayFilter(method="in_figures", help_text=FROM),
            "to": DayFilter(method="in_figures", help_text=TO),
            "sex": TextFilter(field_name=f"{path}sex", help_text="Persons, Male or Female, as the source writes it."),
            "age": TextFilter(field_name=f"{path}age", help_text="The age group as the source writes it."),
            "category_type": TextFilter(field_name=f"{path}category_type", help_text="What the figures are split by."),
            "category": TextFilter(field_name=f"{path}category", help_text="One of the groups of a split."),
            "is_headline": TrueFalseFilter(field_name=f"{path}is_headline", help_text=HEADLINE),
            "source": source_filter("From this source.", method="in_figures"),
            "document": document_filter("document", "Printed in this document.", method="in_figures"),
            **super().get_filters(),
        }
        for name, each in filters.items():
            each.field_name = each.field_name or name
        return filters

    def in_figures(self, queryset, name, value):
        """Left to `figures`, so that it is one and the same figure for which all of it holds."""
        return queryset

    def filter_queryset(self, queryset):
        refuse_many_combinations(self.data, f"/api/v1/{queryset.model._meta.verbose_name_plural}.csv")
        return self.with_figures(super().filter_queryset(queryset), figures(self.form.cleaned_data))


def figures(chosen):
    """What is asked of single figures, as a condition on observations."""
    condition = Q()
    if label := chosen["period"]:
        condition &= _in_period(label)
    if chosen["from"] and chosen["to"] and chosen["from"] > chosen["to"]:
        raise BadParameters([("to", f"{chosen['to']} is before {chosen['from']}, the day given as from.")])
    if chosen["from"]:
        condition &= Q(period_start__gte=chosen["from"])
    if chosen["to"]:
        condition &= Q(period_end__lte=chosen["to"])
    if chosen["source"]:
        condition &= Q(source__in=list(chosen["source"]))
    if chosen["document"]:
        condition &= Q(source__in=Source.objects.filter(document__in=list(chosen["document"])))
    return condition


def _in_period(label):
    try:
        period = Period.parse(label)
    except PeriodNotUnderstood as fault:
        raise BadParameters([("period", str(fault))]) from fault
    # As the source writes it, or any other way of writing the same days.
    same_days = Q(period_start=period.start, period_end=period.end) if period.is_bounded else Q()
    return Q(period=label) | same_days


def _places(partnerships):
    """(areas, sources) of these partnerships."""
    chosen = list(partnerships)
    areas = Footprint.objects.filter(partnership__in=chosen).values("area")
    return areas, Source.objects.filter(document__partnership__in=chosen)


class SeriesFilterSet(FigureFilterSet):
    def of_partnerships(self, queryset, name, partnerships):
        if not partnerships:
            return queryset
        areas, sources = _places(partnerships)
        return queryset.filter(Q(area__in=areas) | self._has(Q(source__in=sources)))

    def with_figures(self, queryset, condition):
        return queryset.filter(self._has(condition)) if condition else queryset

    def _has(self, condition):
        figures_seen = Observation.objects.visible_to(self.request.user).filter(condition, series=OuterRef("pk"))
        return Exists(figures_seen)


class ReadingFilterSet(SeriesFilterSet):
    """Readings have a series each, and its key is theirs."""

    series_path = "series__"


OF_SERIES = ("indicator", "area", "area_type", "sex", "age", "category_type", "category", "is_headline")


class ObservationFilterSet(FigureFilterSet):
    @classmethod
    def get_filters(cls):
        filters = super().get_filters()
        for name in OF_SERIES:
            filters[name].method = "in_figures"
        return filters

    series = IdFilter(field_name="series_id", help_text="Of the series with this number.")
    state = WordFilter(
        choices=State.choices, method="in_state", help_text="Whether the figure was published, and how firmly."
    )
    variant = IdFilter(help_text="0 leaves out the other values that one source prints for the same figure.")
    is_disputed = TrueFalseFilter(
        field_name="is_disputed", help_text="Figures on which their source contradicts itself."
    )

    def in_state(self, queryset, name, state):
        """As the figure is given: the zero of an abolished area is not available."""
        if state == State.NOT_AVAILABLE:
            return queryset.filter(Q(state=state) | _is_no_value())
        return queryset.filter(Q(state=state) & ~_is_no_value())

    def of_partnerships(self, queryset, name, partnerships):
        if not partnerships:
            return queryset
        areas, sources = _places(partnerships)
        return queryset.filter(Q(series__in=Series.objects.filter(area__in=areas)) | Q(source__in=sources))

    def with_figures(self, queryset, condition):
        figures_chosen, chosen = queryset.filter(condition), self.form.cleaned_data
        asked = [name for name in OF_SERIES if chosen[name]]
        if not asked:
            return figures_chosen
        series = Series.objects.all()
        for name in asked:
            series = SeriesFilterSet.base_filters[name].filter(series, chosen[name])
        return narrowed.of_series(figures_chosen, series)


def _is_no_value():
    """What indicators/rules/ended.is_no_value says, in the database.

    There are a few days on which areas ended. So the series of each are looked up once and not for every figure.
    """
    of_ended = Q(pk__in=[])
    for day in Area.objects.filter(valid_to__isnull=False).order_by().values_list("valid_to", flat=True).distinct():
        of_ended |= Q(period_end__gt=day, series__in=Series.objects.filter(area__valid_to=day))
    return Q(value__isnull=False, value=0, period_end__isnull=False) & of_ended
