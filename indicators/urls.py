from django.urls import path

from indicators.views import data, framework, indicator, scorecard

urlpatterns = [
    path("indicators/", indicator.indicator_list, name="indicator-list"),
    path("indicators/<slug:code>/", indicator.indicator, name="indicator"),
    path("framework/", framework.framework, name="framework"),
    path("data/", data.data, name="data"),
    path("data/refreshes/<int:pk>/", data.refresh, name="refresh"),
    path("<slug:partnership>/indicators/", scorecard.scorecard, name="indicators"),
]
