"""allauth's forms in our words, and our own. A password is typed once, into a box that can show it."""

from allauth.account import forms as account_forms
from allauth.account.fields import SetPasswordField
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError

from cdp import audit
from partners.models import Person

GOOD_ONE = "At least 12 characters, and not a common password. Three words that nobody would guess are easy to keep."
CODE_HINT = "Six digits from your authenticator app, or one of your recovery codes."


class PasswordBox(forms.PasswordInput):
    """GOV.UK's password input: with JavaScript, a button beside it shows what was typed."""

    template_name = "govuk/widgets/password.html"


class OurWords:
    """Replaces allauth's labels, hints and placeholders; `words` is {field: (label, hint, autocomplete)}."""

    words = {}
    # What a box left empty is told, where "Enter the <label>" would sound odd.
    asked = {"login": "your email address", "email": "your email address", "password": "your password"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, hint, autocomplete) in self.words.items():
            if name not in self.fields:
                continue
            field = self.fields[name]
            field.label, field.help_text = label, hint
            if isinstance(field.widget, forms.PasswordInput):
                field.widget = PasswordBox()
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update({"autocomplete": autocomplete, "spellcheck": "false"})
            field.widget.is_required = field.required
            field.error_messages["required"] = f"Enter {self.asked.get(name, f'the {label.lower()}')}"


class OnePassword(OurWords):
    """Without the second box: the first can show what was typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)


class SignInForm(OurWords, account_forms.LoginForm):
    words = {
        "login": ("Email address", "", "username"),
        "password": ("Password", "", "current-password"),
    }


class ProvePasswordForm(OurWords, account_forms.ReauthenticateForm):
    words = {"password": ("Password", "", "current-password")}


class ChangePasswordForm(OnePassword, account_forms.ChangePasswordForm):
    words = {
        "oldpassword": ("Current password", "", "current-password"),
        "password1": ("New password", GOOD_ONE, "new-password"),
    }


class SetPasswordForm(OnePassword, account_forms.SetPasswordForm):
    words = {"password1": ("Password", GOOD_ONE, "new-password")}


class NewPasswordForm(OnePassword, account_forms.ResetPasswordKeyForm):
    words = {"password1": ("New password", GOOD_ONE, "new-password")}


class LostPasswordForm(OurWords, account_forms.ResetPasswordForm):
    words = {"email": ("Email address", "The one that you were invited with, unless you changed it.", "email")}

    def clean_email(self):
        """Found as at sign-in: by the address of the person's row, in whatever letters."""
        email = self.cleaned_data["email"]
        self.users = list(Person.objects.filter(email__iexact=email, is_active=True))
        return email


class LoggedCode:
    """A wrong code is in the log, as a wrong password is."""

    def clean_code(self):
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        try:
            return super().clean_code()
        except ValidationError as problem:
            audit.refused_sign_in(reason=" ".join(problem.messages), person=self.user, method="code")
            raise


class CodeForm(LoggedCode, OurWords, mfa_forms.AuthenticateForm):
    words = {"code": ("Code", CODE_HINT, "one-time-code")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.factors = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))


class ProveCodeForm(LoggedCode, OurWords, mfa_forms.ReauthenticateForm):
    words = {"code": ("Code", CODE_HINT, "one-time-code")}


class ActivateCodesForm(OurWords, totp_forms.ActivateTOTPForm):
    words = {"code": ("Code from the app", "Six digits. They change every 30 seconds.", "one-time-code")}

    def clean_code(self):
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        return super().clean_code()


class AddPasskeyForm(OurWords, webauthn_forms.AddWebAuthnForm):
    """Every passkey signs in by itself: the device asks for a finger, a face or a PIN."""

    words = {"name": ("Name of this passkey", "So that you know it again: work phone, blue key.", "off")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)

    def clean(self):
        cleaned = super().clean() | {"passwordless": True}
        self.cleaned_data = cleaned
        return cleaned


class RenamePasskeyForm(OurWords, webauthn_forms.EditWebAuthnForm):
    words = {"name": ("Name of this passkey", "", "off")}


class JoinForm(forms.Form):
    """For whoever comes with an invitation and has no account."""

    password = SetPasswordField(label="Password", help_text=GOOD_ONE)

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.user = person
        field.widget = PasswordBox(attrs={"autocomplete": "new-password", "spellcheck": "false"})
        field.error_messages["required"] = "Enter a password"


class NameForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name"]
        labels = {"name": "Full name"}
        help_texts = {"name": "As your partners know you. It stands beside what you report."}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"})}
        error_messages = {"name": {"required": "Enter your name"}}


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="New email address",
        help_text="We send a link to it. The address changes when you open that link.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": "Enter an email address"},
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()
