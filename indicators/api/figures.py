"""The API's figures: series, observations and readings, which the map of `cdp.api` puts beside what they are of."""

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from cdp.api_support.fields import SlugOf, Uid
from cdp.api_support.uids import PATTERN, UidMixin, encode
from cdp.api_support.views import ReadOnlyViewSet
from cdp.as_of.known import known_on
from indicators.api.filters import ObservationFilterSet, ReadingFilterSet, SeriesFilterSet
from indicators.api.latest import NEWEST, LatestSerializer, latest_readings
from indicators.api.rows import ObservationRows
from indicators.api.versions import HELP as VERSION
from indicators.api.versions import definition_version
from indicators.models import Observation, Reading, Series, SourceKind, State
from indicators.presenters.comparisons import comparison
from indicators.presenters.ended import as_it_counts, note_of

# Every figure says which indicator, area and group of people it is about.
SUBJECT = ["indicator", "indicator_name", "unit", "area", "area_name", "sex", "age", "category_type", "category"]
FIGURE = [
    "period", "period_start", "period_end", "value", "lower_95", "upper_95", "lower_998", "upper_998", "count",
    "denominator", "state", "qualifier", "printed", "note", "place", "is_disputed", "variant",
]  # fmt: skip


EXAMPLE = {
    "id": 812, "uid": encode("observations", 812), "series": 640,
    "indicator": "smoking-prevalence", "indicator_name": "Smoking prevalence in adults",
    "unit": "%", "area": "E10000034", "area_name": "Worcestershire", "sex": "Persons", "age": "18+ yrs",
    "category_type": "", "category": "", "period": "2021/22", "period_start": "2021-04-01",
    "period_end": "2022-03-31", "value": 12.4, "lower_95": 10.9, "upper_95": 13.9, "lower_998": None,
    "upper_998": None, "count": None, "denominator": None, "state": "published", "qualifier": "exact",
    "printed": "12.4%", "note": "", "place": "Table 3", "is_disputed": False, "variant": 0,
    "provisional": False, "definition_version": "5f0c9b1e",
    "source": "worcestershire-document", "retrieved": "2026-11-21T14:05:00Z", "sample_data": False,
}  # fmt: skip


SAMPLE_SOURCE = Q(source__kind=SourceKind.SAMPLE) | Q(source__document__partnership__is_sample=True)


NO_NUMBER = (
    "Null where there is no value. A zero that a source gives for a time after its area was abolished is no value "
    "either: it is null, its state is not_available, and its limits, count and denominator are null too."
)
STATE = (
    "Whether the figure was published, and how firmly. One that is not_comparable is in no standing, rank, change or "
    "trend, since its source says that it cannot be compared. A suppressed one and one that is not_available have no "
    "value, which is not nought."
)
WHY_NOT = (
    "Why it is not compared with {}, in a sentence; empty where it is. So it is with a count, without an interval, for "
    "an area that had been abolished, and where the source says that a figure is not for comparison."
)


class SampleFigure(serializers.BooleanField):
    """Made up where the area, the indicator or the source is."""

    def __init__(self):
        super().__init__(source="*", read_only=True, help_text="True where the figure is made up.")

    def to_representation(self, value):
        series = getattr(value, "series", value)
        return series.area.is_sample or series.indicator.is_sample or value.has_sample_source


def with_sample_source(rows, *, series):
    """Rows that say whether a made-up source has figures of theirs; `series` is the column that names the series."""
    made_up = Observation.objects.filter(SAMPLE_SOURCE, series=OuterRef(series))
    return rows.annotate(has_sample_source=Exists(made_up))


class Provisional(serializers.BooleanField):
    def __init__(self):
        super().__init__(source="*", read_only=True, help_text="True where the source may still change it.")

    def to_representation(self, figure):
        return figure.state == State.PROVISIONAL


class SeriesSerializer(serializers.ModelSerializer):
    uid = Uid("series")
    indicator = SlugOf("code")
    indicator_name = serializers.CharField(source="indicator.name")
    unit = serializers.CharField(source="indicator.unit")
    area = SlugOf("code")
    area_name = serializers.CharField(source="area.name")
    latest = LatestSerializer(source="reading", read_only=True, allow_null=True, help_text=NEWEST)
    sample_data = SampleFigure()

    class Meta:
        model = Series
        fields = ["id", "uid", *SUBJECT, "is_headline", "latest", "sample_data"]


class SeriesViewSet(UidMixin, ReadOnlyViewSet):
    """One indicator in one area for one group of people over time. Its figures are its observations."""

    queryset = Series.objects.none()
    serializer_class = SeriesSerializer
    filterset_class = SeriesFilterSet
    looks_back = True
    includable = ("latest",)
    ordering = ["id"]
    counts_rows = False

    def get_queryset(self):
        series = Series.objects.visible_to(self.request.user)
        if known_on():
            # A series that has come since has no figure of then.
            series = series.filter(Exists(Observation.objects.filter(series=OuterRef("pk"))))
        if self.asks_for("latest"):
            series = series.prefetch_related(latest_readings(self.request.user))
        return with_sample_source(series.select_related("indicator", "area"), series="pk")


class OfSeriesSerializer(serializers.ModelSerializer):
    """The subject of a figure, taken from its series."""

    series = serializers.IntegerField(source="series_id", help_text="The series it belongs to.")
    indicator = serializers.CharField(source="series.indicator.code")
    indicator_name = serializers.CharField(source="series.indicator.name")
    unit = serializers.CharField(source="series.indicator.unit")
    area = serializers.CharField(source="series.area.code")
    area_name = serializers.CharField(source="series.area.name")
    sex = serializers.CharField(source="series.sex")
    age = serializers.CharField(source="series.age")
    category_type = serializers.CharField(source="series.category_type")
    category = serializers.CharField(source="series.category")
    sample_data = SampleFigure()

    def get_definition_version(self, figure) -> str:
        return definition_version(figure.series.indicator)


@extend_schema_serializer(examples=[OpenApiExample("A figure", EXAMPLE)])
class ObservationSerializer(OfSeriesSerializer):
    uid = Uid("observations")
    provisional = Provisional()
    definition_version = serializers.SerializerMethodField(help_text=VERSION)
    source = SlugOf()
    retrieved = serializers.DateTimeField(
        source="refresh.finished_at", allow_null=True, help_text="When it was last read from its source."
    )

    class Meta:
        model = Observation
        fields = [
            "id", "uid", "series", *SUBJECT, *FIGURE, "provisional", "definition_version", "source", "retrieved",
            "sample_data",
        ]  # fmt: skip
        extra_kwargs = {
            "value": {"help_text": NO_NUMBER},
            "state": {"help_text": STATE},
            "note": {"help_text": "What has to be known of it: the source's words, and ours on an area's end."},
        }

    def to_representation(self, observation):
        counted = as_it_counts(observation)
        shown = super().to_representation(counted)
        return shown | {"note": note_of(counted)} if "note" in shown else shown


class ObservationViewSet(UidMixin, ReadOnlyViewSet):
    """Single figures, oldest first within each series. Where several sources print one figure, each is a row."""

    queryset = Observation.objects.none()
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilterSet
    looks_back = True
    ordering = ["series_id", "period_end", "period_start", "id"]
    # By anything else ten million rows would be put in order for a page of them.
    sortable = {"id": "id"}
    counts_rows = False
    rows = ObservationRows

    def get_queryset(self):
        observations = Observation.objects.visible_to(self.request.user)
        if self.rows and self.action == "list" and self.file_format != "xlsx":
            return observations  # nothing beside the figure is fetched with it
        made_up = Case(When(SAMPLE_SOURCE, then=Value(True)), default=Value(False), output_field=BooleanField())
        return observations.annotate(has_sample_source=made_up).select_related(
            "series__indicator", "series__area", "source", "refresh"
        )


class WhyNot(serializers.CharField):
    """The page's sentence on why a reading is not compared with one of the others."""

    def __init__(self, key, name):
        super().__init__(source="*", read_only=True, help_text=WHY_NOT.format(name))
        self.key, self.name = key, name

    def to_representation(self, reading):
        # Asking for these would be two queries a row; the series has both at hand.
        reading.area, reading.indicator = reading.series.area, reading.series.indicator
        return comparison(reading, self.key, self.name).reason


class ReadingSerializer(OfSeriesSerializer):
    uid = Uid("readings")
    provisional = Provisional()
    definition_version = serializers.SerializerMethodField(help_text=VERSION)
    source = SlugOf()
    retrieved = serializers.DateTimeField(
        source="retrieved_at",
        read_only=True,
        allow_null=True,
        help_text="When the figure was last read from its source.",
    )
    not_compared_england = WhyNot("england", "England")
    not_compared_region = WhyNot("region", "the region")
    not_compared_neighbours = WhyNot("neighbours", "the neighbours")
    observation = serializers.IntegerField(source="observation_id", help_text="The figure that it shows.")
    interval_is_computed = serializers.BooleanField(
        help_text="True where the source prints no 95% limits and they were worked out here from count and denominator."
    )
    neighbours_basis = serializers.CharField(
        help_text="How the neighbours' figure came about: published for a group of areas, or pooled from its areas."
    )

    class Meta:
        model = Reading
        fields = [
            "series", "uid", *SUBJECT, "is_headline", "observation", "period", "period_start", "period_end", "value",
            "lower_95", "upper_95", "lower_998", "upper_998", "interval_is_computed", "count", "denominator", "state",
            "qualifier", "printed", "previous_value", "previous_period", "change", "previous_count", "change_count",
            "standing_previous", "trend", "trend_verdict", "trend_reason", "trend_points", "england_value",
            "standing_england", "standing_england_998", "region_value", "standing_region", "standing_region_998",
            "neighbours_value", "neighbours_basis", "standing_neighbours", "standing_neighbours_998", "standing_goal",
            "rank", "rank_of", "fifth", "not_compared_england", "not_compared_region", "not_compared_neighbours",
            "provisional", "definition_version", "source", "retrieved", "sample_data",
        ]  # fmt: skip
        extra_kwargs = {"value": {"help_text": NO_NUMBER}, "state": {"help_text": STATE}}


class ReadingViewSet(UidMixin, ReadOnlyViewSet):
    """What each series says now: its newest figure, change, trend, and standing against comparators and its goal.

    A standing is by the 95% interval; one that ends in 998 is by the 99.8% interval.
    """

    queryset = Reading.objects.none()
    serializer_class = ReadingSerializer
    filterset_class = ReadingFilterSet
    looks_back = True
    lookup_field = "series_id"
    lookup_url_kwarg = "series"
    lookup_value_regex = rf"\d+|{PATTERN}"
    ordering = ["series_id"]
    counts_rows = False

    def get_queryset(self):
        readings = Reading.objects.visible_to(self.request.user)
        readings = readings.select_related("series__indicator", "series__area", "source")
        readings = readings.annotate(retrieved_at=F("observation__refresh__finished_at"))
        return with_sample_source(readings, series="series_id")
