"""The API's neighbours of areas, marked step changes of series, and what runs changed, indicator by indicator."""

from django.db.models import Prefetch
from rest_framework import serializers

from cdp.api_support.fields import SlugOf, Uid
from cdp.api_support.uids import UidMixin
from cdp.api_support.views import ReadOnlyViewSet
from indicators.api.figures import SampleFigure, with_sample_source
from indicators.api.filters import NeighbourGroupFilterSet, RefreshChangeFilterSet, StepChangeFilterSet
from indicators.api.reference import SampleSource
from indicators.models import Neighbour, NeighbourGroup, Refresh, RefreshChange, Series, StepChange


class NeighbourSerializer(serializers.ModelSerializer):
    area = SlugOf("code")
    name = serializers.CharField(source="area.name")

    class Meta:
        model = Neighbour
        fields = ["position", "area", "name"]


class NeighbourGroupSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="area.code", read_only=True, help_text="The code of the area.")
    uid = Uid("neighbour-groups")
    area = SlugOf("code", help_text="The area whose neighbours they are.")
    neighbours = NeighbourSerializer(many=True, read_only=True, help_text="The nearest first.")
    sample_data = serializers.BooleanField(
        source="area.is_sample", read_only=True, help_text="True where the data is made up."
    )

    class Meta:
        model = NeighbourGroup
        fields = ["id", "uid", "area", "name", "source", "neighbours", "sample_data"]


class NeighbourGroupViewSet(UidMixin, ReadOnlyViewSet):
    """The areas most like an area, as a named source lists them: what its figures are set beside."""

    queryset = NeighbourGroup.objects.none()
    serializer_class = NeighbourGroupSerializer
    filterset_class = NeighbourGroupFilterSet
    lookup_field = "area__code"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[^/]+"
    ordering = ["area__code", "id"]

    def get_queryset(self):
        neighbours = Neighbour.objects.select_related("area").order_by("position")
        return NeighbourGroup.objects.select_related("area").prefetch_related(Prefetch("neighbours", neighbours))


class StepChangeSerializer(serializers.ModelSerializer):
    uid = Uid("step-changes")
    series = serializers.IntegerField(source="series_id", help_text="The series whose process changed.")
    indicator = serializers.CharField(source="series.indicator.code")
    area = serializers.CharField(source="series.area.code")
    marked_by = serializers.CharField(
        source="name", read_only=True, help_text="Who vouches for it; empty but for members who answer for the area."
    )
    sample_data = SampleFigure()

    class Meta:
        model = StepChange
        fields = [
            "id", "uid", "series", "indicator", "area", "starts_on", "reason", "marked_at", "marked_by", "sample_data",
        ]  # fmt: skip


class StepChangeViewSet(UidMixin, ReadOnlyViewSet):
    """Lasting changes of a process that somebody vouches for: limits of control charts are worked out anew from it."""

    queryset = StepChange.objects.none()
    serializer_class = StepChangeSerializer
    filterset_class = StepChangeFilterSet
    sortable = {"starts_on": "starts_on", "marked_at": "marked_at"}

    def get_queryset(self):
        series = Series.objects.visible_to(self.request.user).order_by().values("pk")
        marked = StepChange.objects.filter(series__in=series).with_names_for(self.request.user)
        return with_sample_source(marked.select_related("series__indicator", "series__area"), series="series_id")


class RefreshChangeSerializer(serializers.ModelSerializer):
    uid = Uid("refresh-changes")
    refresh = serializers.IntegerField(source="refresh_id", help_text="The id of the run.")
    source = serializers.CharField(source="refresh.source.slug")
    indicator = SlugOf("code")
    published_at = serializers.DateTimeField(source="refresh.published_at", help_text="From when on it stood.")
    sample_data = SampleSource(source="refresh.source")

    class Meta:
        model = RefreshChange
        fields = [
            "id", "uid", "refresh", "source", "indicator", "published_at", "added", "changed", "removed",
            "sample_data",
        ]  # fmt: skip


class RefreshChangeViewSet(UidMixin, ReadOnlyViewSet):
    """What each published run did to the figures of one indicator: how many were added, changed, taken out."""

    queryset = RefreshChange.objects.none()
    serializer_class = RefreshChangeSerializer
    filterset_class = RefreshChangeFilterSet
    counts_rows = False

    def get_queryset(self):
        seen = Refresh.objects.visible_to(self.request.user).order_by().values("pk")
        changes = RefreshChange.objects.filter(refresh__in=seen)
        return changes.select_related("refresh__source__document__partnership", "indicator")
