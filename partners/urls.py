from django.urls import path

from partners.sign_in import urls as sign_in
from partners.views import access, manage, national, people

urlpatterns = [
    *sign_in.urlpatterns,
    path("access/", access.ask_access, name="ask-access"),
    path("access/national/", national.national_readers, name="national-readers"),
    path("access/national/<int:pk>/end/", national.take_national_role, name="take-national-role"),
    path("<slug:partnership>/manage/", manage.manage, name="manage"),
    path("<slug:partnership>/people/", people.people, name="people"),
    path("<slug:partnership>/people/invite/", people.invite, name="invite"),
    path(
        "<slug:partnership>/people/invitations/<int:pk>/withdraw/",
        people.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("<slug:partnership>/people/invitations/<int:pk>/resend/", people.resend_invitation, name="resend-invitation"),
    path("<slug:partnership>/people/requests/<int:pk>/", people.access_request, name="access-request"),
    path("<slug:partnership>/people/roles/<int:pk>/end/", people.take_role, name="take-role"),
    path("<slug:partnership>/people/<int:pk>/", people.member, name="member"),
    path("<slug:partnership>/people/<int:pk>/leave/", people.leave, name="leave"),
]
