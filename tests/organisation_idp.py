"""A real OpenID Connect server in a process of its own: allauth's identity provider, with one person and one client.

python -m tests.organisation_idp PORT FOLDER
"""

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "partnerships", "a secret between the two"
PERSON, PASSWORD, ADDRESS = "orla", "orla has a passphrase", "orla@council.example"
BACK = "http://testserver/sign-in/with/council/back/"


def start(port, folder):
    import django
    from django.conf import settings

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="of a server for tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(folder) / "idp.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware", "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        IDP_OIDC_PRIVATE_KEY=pem.decode(),
    )  # fmt: skip
    django.setup()
    fill()
    serve(port)


def fill():
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    person = get_user_model()(username=PERSON, email=ADDRESS, first_name="Orla", last_name="Organisation")
    person.set_password(PASSWORD)
    person.save()
    client = Client(id=CLIENT, name="Combating Drugs Partnerships", scopes="openid\nprofile\nemail")
    client.set_secret(SECRET)
    client.redirect_uris = BACK
    client.save()


def serve(port):
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass

    with make_server("127.0.0.1", int(port), get_wsgi_application(), handler_class=Quiet) as server:
        print("ready", server.server_port, flush=True)  # noqa: T201, whoever started this waits for it
        server.serve_forever()


def __getattr__(name):
    """The map of its pages, which cannot be made before it is set up."""
    if name == "urlpatterns":
        from django.urls import include, path

        return [path("accounts/", include("allauth.urls")), path("", include("allauth.idp.urls"))]
    raise AttributeError(name)


if __name__ == "__main__":
    # Django imports the map by its name, and must find the module that runs.
    sys.modules["tests.organisation_idp"] = sys.modules["__main__"]
    __name__ = "tests.organisation_idp"
    start(*sys.argv[1:])
