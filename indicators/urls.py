from django.urls import path

from indicators.views import data, framework, indicator, quality, scorecard, step_changes

urlpatterns = [
    path("indicators/", indicator.indicator_list, name="indicator-list"),
    path("indicators/<slug:code>/", indicator.indicator, name="indicator"),
    path("indicators/<slug:code>/step-changes/", step_changes.step_changes, name="step-changes"),
    path("framework/", framework.framework, name="framework"),
    path("data/", data.data, name="data"),
    path("data/quality/", quality.quality, name="data-quality"),
    path("data/refreshes/<int:pk>/", data.refresh, name="refresh"),
    path("<slug:partnership>/indicators/", scorecard.scorecard, name="indicators"),
]
