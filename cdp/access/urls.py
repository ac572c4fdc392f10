from django.urls import path

from cdp.access import views

urlpatterns = [
    path("account/api-tokens/", views.tokens, name="api-tokens"),
    path("<slug:partnership>/clients/", views.client_list, name="api-clients"),
    path("<slug:partnership>/clients/new/", views.new_client, name="new-api-client"),
    path("<slug:partnership>/clients/<int:pk>/", views.client, name="api-client"),
]
