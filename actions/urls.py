from django.urls import path

from actions.views import actions, agencies, evidence, national, progress, recommendations, strategy

urlpatterns = [
    path("", national.national, name="national"),
    path("my/", progress.my, name="my"),
    path("<slug:partnership>/", strategy.strategy, name="strategy"),
    path("<slug:partnership>/priorities/<str:code>/", strategy.priority, name="priority"),
    path("<slug:partnership>/recommendations/", recommendations.recommendations, name="recommendations"),
    path("<slug:partnership>/recommendations/<str:ref>/", recommendations.recommendation, name="recommendation"),
    path("<slug:partnership>/actions/", actions.actions, name="actions"),
    path("<slug:partnership>/actions/<str:ref>/", actions.action, name="action"),
    path("<slug:partnership>/actions/<str:ref>/report/", progress.report_progress, name="report-progress"),
    path("<slug:partnership>/agencies/", agencies.agencies, name="agencies"),
    path("<slug:partnership>/agencies/<slug:agency>/", agencies.agency, name="agency"),
    path("<slug:partnership>/schemes/", evidence.schemes, name="schemes"),
    path("<slug:partnership>/schemes/<str:ref>/", evidence.scheme, name="scheme"),
    path("<slug:partnership>/findings/", evidence.findings, name="findings"),
    path("<slug:partnership>/document/", evidence.document, name="document"),
]
