"""The map of the API: what /api/v1/ contains."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from actions.api import (
    board,
    commentary,
    documents,
    evidence,
    imports,
    lights,
    local_figures,
    measures,
    plan,
    reports,
    writing_evidence,
    writing_updates,
)
from cdp.access import endpoints as access
from cdp.api_support import described, pages
from cdp.api_support.routers import Router
from cdp.api_support.views import NotFound
from cdp.changes.api import Changes
from cdp.changes.files import ChangesFile
from indicators.api import beside, figures, quality, reference
from partners import api as partners

router = Router()
router.register("partnerships", partners.PartnershipViewSet, basename="partnerships")
router.register("agencies", partners.AgencyViewSet, basename="agencies")
router.register("seats", partners.SeatViewSet, basename="seats")
router.register("documents", documents.WholeDocumentViewSet, basename="documents")
router.register("strategies", plan.StrategyViewSet, basename="strategies")
router.register("priorities", plan.PriorityViewSet, basename="priorities")
router.register("recommendations", evidence.RecommendationViewSet, basename="recommendations")
router.register("actions", writing_updates.WritableActionViewSet, basename="actions")
router.register("milestones", plan.MilestoneViewSet, basename="milestones")
router.register("lights", lights.LightViewSet, basename="lights")
router.register("progress-updates", writing_updates.WritableUpdateViewSet, basename="progress-updates")
router.register("evidence", writing_evidence.WritableEvidenceViewSet, basename="evidence")
router.register("measures", measures.MeasureViewSet, basename="measures")
router.register("commentaries", commentary.CommentaryViewSet, basename="commentaries")
router.register("meetings", board.MeetingViewSet, basename="meetings")
router.register("decisions", board.DecisionViewSet, basename="decisions")
router.register("packs", board.PackViewSet, basename="packs")
router.register("reports", reports.ReportViewSet, basename="reports")
router.register("schemes", evidence.SchemeViewSet, basename="schemes")
router.register("findings", evidence.FindingViewSet, basename="findings")
router.register("quality-findings", reference.QualityFindingViewSet, basename="quality-findings")
router.register("rule-findings", quality.RuleFindingViewSet, basename="rule-findings")
router.register("imports", imports.ImportViewSet, basename="imports")
router.register("indicators", reference.IndicatorViewSet, basename="indicators")
router.register("areas", reference.AreaViewSet, basename="areas")
router.register("neighbour-groups", beside.NeighbourGroupViewSet, basename="neighbour-groups")
router.register("series", figures.SeriesViewSet, basename="series")
router.register("observations", figures.ObservationViewSet, basename="observations")
router.register("readings", figures.ReadingViewSet, basename="readings")
router.register("step-changes", beside.StepChangeViewSet, basename="step-changes")
router.register("outcomes", reference.OutcomeViewSet, basename="outcomes")
router.register("framework-metrics", reference.FrameworkMetricViewSet, basename="framework-metrics")
router.register("sources", reference.SourceViewSet, basename="sources")
router.register("refreshes", reference.RefreshViewSet, basename="refreshes")
router.register("refresh-changes", beside.RefreshChangeViewSet, basename="refresh-changes")


def endpoints():
    """(name, what it holds) of each list, in the order of this map."""
    lists = [(prefix, viewset.__doc__.strip()) for prefix, viewset, _ in router.registry]
    return [*lists, ("changes", Changes.__doc__.strip())]


v1 = [
    path("", pages.Index.as_view(), name="index"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("datapackage.json", described.DataPackage.as_view(), name="data-package"),
    path("<slug:name>.csv-metadata.json", described.FileMetadata.as_view(), name="file-metadata"),
    path("client.py", pages.client_in_python, name="client-in-python"),
    path("docs/", pages.Docs.as_view(url_name="v1:schema"), name="docs"),
    path("changes/", Changes.as_view(), name="changes-list"),
    re_path(r"^changes\.(?P<format>csv|json)$", ChangesFile.as_view(schema=None), name="changes-file"),
    path("local-figures/", local_figures.LocalFigures.as_view(), name="local-figures"),
    *router.urls,
    # With its slash only, so that an address that lacks one is still sent to the right place.
    re_path("^.*/$", NotFound.as_view(), name="not-found"),
]

urlpatterns = [
    path("", pages.developer_page, name="api"),
    path("oauth/token", access.token, name="oauth-token"),
    path("oauth/revoke", access.revoke, name="oauth-revoke"),
    path("v1/", include((v1, "v1"))),
    path("<path:rest>/", NotFound.as_view(), name="api-not-found"),
]
