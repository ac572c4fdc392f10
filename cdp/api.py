"""The map of the API: what /api/v1/ contains."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from actions import api as actions
from cdp.api_support import pages
from cdp.api_support.routers import Router
from cdp.api_support.views import NotFound
from indicators.api import figures, quality, reference
from partners import api as partners

router = Router()
router.register("partnerships", partners.PartnershipViewSet, basename="partnerships")
router.register("agencies", partners.AgencyViewSet, basename="agencies")
router.register("documents", partners.DocumentViewSet, basename="documents")
router.register("priorities", actions.PriorityViewSet, basename="priorities")
router.register("recommendations", actions.RecommendationViewSet, basename="recommendations")
router.register("actions", actions.ActionViewSet, basename="actions")
router.register("schemes", actions.SchemeViewSet, basename="schemes")
router.register("findings", actions.FindingViewSet, basename="findings")
router.register("quality-findings", reference.QualityFindingViewSet, basename="quality-findings")
router.register("rule-findings", quality.RuleFindingViewSet, basename="rule-findings")
router.register("indicators", reference.IndicatorViewSet, basename="indicators")
router.register("areas", reference.AreaViewSet, basename="areas")
router.register("series", figures.SeriesViewSet, basename="series")
router.register("observations", figures.ObservationViewSet, basename="observations")
router.register("readings", figures.ReadingViewSet, basename="readings")
router.register("outcomes", reference.OutcomeViewSet, basename="outcomes")
router.register("framework-metrics", reference.FrameworkMetricViewSet, basename="framework-metrics")
router.register("sources", reference.SourceViewSet, basename="sources")
router.register("refreshes", reference.RefreshViewSet, basename="refreshes")


def endpoints():
    """(name, what it holds) of each list, in the order of this map."""
    return [(prefix, viewset.__doc__.strip()) for prefix, viewset, _ in router.registry]


v1 = [
    path("", pages.Index.as_view(), name="index"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", pages.Docs.as_view(url_name="v1:schema"), name="docs"),
    *router.urls,
    # With its slash only, so that an address that lacks one is still sent to the right place.
    re_path("^.*/$", NotFound.as_view(), name="not-found"),
]

urlpatterns = [
    path("", pages.developer_page, name="api"),
    path("v1/", include((v1, "v1"))),
]
