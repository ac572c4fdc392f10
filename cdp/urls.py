"""The map of the pages. Fixed words come first; what is left is the address of a partnership."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from cdp import api, health, views
from cdp.audit import views as audit_views
from cdp.changes.webhooks import pages as webhook_pages
from cdp.jobs import views as job_views
from cdp.privacy import views as privacy_views
from cdp.search import views as search_views
from partners.sign_in.views import sign_out

# One door for everybody: the admin's own would let in without a second factor, without limits and without a log.
admin.site.login = login_not_required(secure_admin_login(admin.site.login))

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/logout/", sign_out, name="admin-sign-out"),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password"), name="admin-password"),
    path("admin/", admin.site.urls),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/person/", privacy_views.person_data, name="person-data"),
    path("account/data/", privacy_views.my_data, name="my-data"),
    path("<slug:partnership>/redaction/", privacy_views.redaction, name="redaction"),
    path("search/", search_views.search, name="search"),
    path("<slug:partnership>/search/", search_views.search, name="search-partnership"),
    path("data/jobs/", job_views.jobs, name="jobs"),
    path("audit/", audit_views.audit_all, name="audit-all"),
    path("<slug:partnership>/audit/", audit_views.audit, name="audit"),
    path("api/", include(api.urlpatterns)),
    path("", include("cdp.access.urls")),
    path("<slug:partnership>/webhooks/", webhook_pages.webhooks, name="webhooks"),
    path("<slug:partnership>/webhooks/<int:pk>/", webhook_pages.webhook, name="webhook"),
    path("", include("partners.urls")),
    path("", include("indicators.urls")),
    path("", include("actions.urls")),
]

handler400 = "cdp.views.bad_request"
handler403 = "cdp.views.permission_denied"
handler404 = "cdp.views.page_not_found"
handler429 = "partners.sign_in.views.too_many"
handler500 = "cdp.views.server_error"
