"""Which of allauth's pages there are, and ours. Its sign-up pages are left out: nobody comes in but by invitation.

Names with an underscore are those by which allauth calls its own pages.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from partners import step_up
from partners.sign_in import joining, oidc, views
from partners.views import leaving


class Number(StringConverter):
    """A person's number in letters and digits, as allauth writes it: up to the hyphen before the key."""

    regex = "[0-9A-Za-z]+"


register_converter(Number, "number")

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/lost-password/", account.password_reset, name="account_reset_password"),
    path("sign-in/lost-password/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "sign-in/lost-password/<number:uidb36>-<path:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/lost-password/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sign-in/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/with/<slug:provider_id>/", views.organisation_sign_in, name="organisation-sign-in"),
    path("sign-in/with/<slug:provider_id>/back/", oidc.callback, name="organisation-callback"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("join/<str:token>/", joining.join, name="join"),
    path("account/", views.account, name="account"),
    path("account/", views.account, name="mfa_index"),
    path("account/name/", views.change_name, name="change-name"),
    path("account/address/", views.change_address, name="change-address"),
    path("account/address/<str:token>/", views.confirm_address, name="confirm-address"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/new/", step_up.required(account.password_set), name="account_set_password"),
    path("account/second-factor/", views.second_factor, name="second-factor"),
    path("account/app/", step_up.required(totp.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove/", step_up.required(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/passkeys/add/", step_up.required(views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", step_up.required(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        step_up.required(views.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("account/passkeys/", views.account, name="mfa_list_webauthn"),
    path("account/codes/", step_up.required(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/codes/new/", step_up.required(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/codes/file/", step_up.required(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("account/prove/", views.prove, name="prove"),
    path("account/prove/password/", account.reauthenticate, name="account_reauthenticate"),
    path("account/prove/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/prove/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/organisations/<slug:provider_id>/link/", views.link_organisation, name="organisation-link"),
    path("account/organisations/<int:pk>/unlink/", views.unlink_organisation, name="organisation-unlink"),
    path("account/partnerships/<slug:partnership>/leave/", leaving.leave, name="leave-partnership"),
    path("account/sessions/end-others/", views.end_other_sessions, name="end-other-sessions"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end-session"),
]
