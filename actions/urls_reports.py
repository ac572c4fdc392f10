"""The pages of reports, which belong to a person, and of the yearly return, which belongs to a partnership."""

from django.urls import path

from actions.views import annual_returns, reports

RETURNS = "<slug:partnership>/returns/"

urlpatterns = [
    path("reports/", reports.reports, name="reports"),
    path("reports/new/", reports.new_report, name="new-report"),
    path("reports/<int:pk>/", reports.saved_report, name="saved-report"),
    path("reports/runs/<int:pk>/", reports.report_run, name="report-run"),
    path("reports/runs/<int:pk>/read/", reports.read_report, name="read-report"),
    path("reports/runs/<int:pk>/<slug:file_format>/", reports.report_file, name="report-file"),
    path(RETURNS, annual_returns.annual_returns, name="annual-returns"),
    path(f"{RETURNS}<int:pk>/", annual_returns.annual_return, name="annual-return"),
    path(f"{RETURNS}<int:pk>/change/", annual_returns.change_annual_return, name="change-annual-return"),
    path(f"{RETURNS}<int:pk>/<slug:file_format>/", annual_returns.annual_return_file, name="annual-return-file"),
]
