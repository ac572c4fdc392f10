from django.urls import path

from indicators.views import (
    data,
    definitions,
    framework,
    indicator,
    judgements,
    mappings,
    quality,
    refreshes,
    revisions,
    scorecard,
    sources,
    step_changes,
)

urlpatterns = [
    path("indicators/", indicator.indicator_list, name="indicator-list"),
    path("indicators/<slug:code>/", indicator.indicator, name="indicator"),
    path("indicators/<slug:code>/step-changes/", step_changes.step_changes, name="step-changes"),
    path("framework/", framework.framework, name="framework"),
    path("data/", data.data, name="data"),
    path("data/quality/", quality.quality, name="data-quality"),
    path("data/definitions/", definitions.definitions, name="definitions"),
    path("data/judgements/", judgements.judgements, name="judgements"),
    path("data/sources/add/", sources.add_source, name="add-source"),
    path("data/sources/<slug:slug>/", sources.source, name="source"),
    path("data/sources/<slug:slug>/changes/", sources.source_changes, name="source-changes"),
    path("data/sources/<slug:slug>/settings/", sources.source_settings, name="source-settings"),
    path("data/sources/<slug:slug>/upload/", sources.source_upload, name="source-upload"),
    path("data/sources/<slug:slug>/mapping/", mappings.mapping, name="source-mapping"),
    path("data/revisions/", revisions.revisions, name="revisions"),
    path("data/refreshes/<int:pk>/", refreshes.refresh, name="refresh"),
    path("data/refreshes/<int:pk>/take-back/", refreshes.take_back, name="take-back"),
    path("data/rejects/<int:pk>/mend/", refreshes.mend, name="mend-reject"),
    path("<slug:partnership>/indicators/", scorecard.scorecard, name="indicators"),
]
