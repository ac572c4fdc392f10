"""All pages of the site, and two views as REST framework's own guide writes them: a list of figures and one action.

They have the columns that our answers have, and nothing else: no permissions, filters, links, limits or ETags.
"""

from django.urls import path
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny

from actions.models import Action
from cdp import urls
from indicators.models import Observation

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
ROWS = 100


class ObservationSerializer(serializers.ModelSerializer):
    indicator = serializers.CharField(source="series.indicator.code")
    indicator_name = serializers.CharField(source="series.indicator.name")
    unit = serializers.CharField(source="series.indicator.unit")
    area = serializers.CharField(source="series.area.code")
    area_name = serializers.CharField(source="series.area.name")
    sex = serializers.CharField(source="series.sex")
    age = serializers.CharField(source="series.age")
    category_type = serializers.CharField(source="series.category_type")
    category = serializers.CharField(source="series.category")
    source = serializers.CharField(source="source.slug")
    retrieved = serializers.DateTimeField(source="refresh.finished_at")
    series = serializers.IntegerField(source="series_id")

    class Meta:
        model = Observation
        fields = [
            "id", "series", "indicator", "indicator_name", "unit", "area", "area_name", "sex", "age", "category_type",
            "category", "period", "period_start", "period_end", "value", "lower_95", "upper_95", "lower_998",
            "upper_998", "count", "denominator", "state", "qualifier", "printed", "note", "place", "is_disputed",
            "variant", "source", "retrieved",
        ]  # fmt: skip


class Bare:
    permission_classes = [AllowAny]
    authentication_classes = []


class Observations(Bare, generics.ListAPIView):
    serializer_class = ObservationSerializer

    def get_queryset(self):
        rows = Observation.objects.select_related("series__indicator", "series__area", "source", "refresh")
        return rows.order_by("series_id", "period_end", "period_start", "id")[:ROWS]


class ActionSerializer(serializers.ModelSerializer):
    partnership = serializers.CharField(source="partnership.slug")

    class Meta:
        model = Action
        fields = [
            "id", "partnership", "ref", "title", "starts_on", "due_on", "delivery_status", "confidence", "reported_at",
            "place", "note",
        ]  # fmt: skip


class OneAction(Bare, generics.RetrieveAPIView):
    queryset = Action.objects.select_related("partnership")
    serializer_class = ActionSerializer


urlpatterns = [
    path("bare/observations/", Observations.as_view()),
    path("bare/actions/<int:pk>/", OneAction.as_view()),
    *urls.urlpatterns,
]
