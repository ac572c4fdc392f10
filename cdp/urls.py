"""The map of the pages. Fixed words come first; what is left is the address of a partnership."""

from django.contrib import admin
from django.urls import include, path

from cdp import api, health, views
from cdp.jobs import views as job_views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("data/jobs/", job_views.jobs, name="jobs"),
    path("api/", include(api.urlpatterns)),
    path("", include("partners.urls")),
    path("", include("indicators.urls")),
    path("", include("actions.urls")),
]

handler400 = "cdp.views.bad_request"
handler403 = "cdp.views.permission_denied"
handler404 = "cdp.views.page_not_found"
handler500 = "cdp.views.server_error"
