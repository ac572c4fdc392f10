"""Settings. What differs between machines comes from the environment; a missing secret stops a production start."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from cdp.logs import logging_config
from cdp.organisations import read_organisations

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
# Where everything the project writes goes, unless a setting of its own says otherwise.
VAR = Path(env("CDP_VAR", default=str(BASE_DIR / "var")))

ENVIRONMENT = env("ENVIRONMENT", default="development")
if ENVIRONMENT not in {"production", "demo", "test", "development"}:
    raise ImproperlyConfigured(
        f"ENVIRONMENT is {ENVIRONMENT!r}; it must be one of production, demo, test, development."
    )
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False)

SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY is not set. Give a long random string in the environment.")
    SECRET_KEY = "for development and tests only, never in production"  # noqa: S105, the line above refuses it there

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Give the names under which the site is reached.")

# Sample data (Exampleshire) may be loaded anywhere but where real partnerships work.
SAMPLE_DATA_ALLOWED = not PRODUCTION

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "cdp",
    "partners",
    "indicators",
    "actions",
]

MIDDLEWARE = [
    "cdp.logs.request_id_middleware",
    "cdp.access.middleware.access_middleware",
    "cdp.api_support.middleware.faults",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "cdp.api_support.middleware.answers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partners.sign_in.required.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partners.sign_in.factors.second_factor_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cdp.as_of.middleware.as_of_middleware",
]

ROOT_URLCONF = "cdp.urls"
WSGI_APPLICATION = "cdp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cdp.context.site",
            ],
            "builtins": [
                "cdp.templatetags.govuk",
                "cdp.templatetags.cdp",
                "cdp.templatetags.as_of",
                "cdp.templatetags.audit",
            ],
        },
    },
]
FORM_RENDERER = "cdp.forms.GovukRenderer"

# Database ------------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            # A write that begins as a read can fail at once when two meet; IMMEDIATE lets the second wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
            ),
        }
    )
else:
    # Compiling a query takes longer than running it, for all that a page or the API asks.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
# A kept connection is worth several times the requests; it is checked before use, so that a restart goes unnoticed.
DATABASES["default"].update({"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and background work -------------------------------------------------------------------------------------------

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": (
        {
            "BACKEND": "cdp.cache.RedisOrMemory",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
    # Finished pages for residents, in the memory of each process: see actions/public/kept.py.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
    # Parts of pages that are the same for all with one sight: see actions/kept_pages.py.
    "parts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "parts"},
}

# Redis where there is one; else messages are files in a folder, so that the demo needs no server installed.
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://")
QUEUE_FOLDER = Path(env("QUEUE_FOLDER", default=str(VAR / "queue")))

# No attempt at a job may take longer; whoever does not stop by himself then is killed after the grace.
JOB_LONGEST_SECONDS = 1740
JOB_GRACE_SECONDS = 60
# Whoever does a job holds it for this long and says again, well before, that it is alive.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=60)
# How often the clock looks at what is due and what was lost.
JOB_TICK_SECONDS = env.float("JOB_TICK_SECONDS", default=60)
# A message that led to nothing for this long is sent again: it was lost, or the queue is long.
JOB_RESEND_SECONDS = env.float("JOB_RESEND_SECONDS", default=300)
# The delay after a first failure; it grows from one to the next.
JOB_RETRY_SECONDS = env.float("JOB_RETRY_SECONDS", default=60)
# A worker from which nothing was heard for this long is taken for dead.
WORKER_MISSING_SECONDS = env.float("WORKER_MISSING_SECONDS", default=180)
# How far a worker steps back behind the web server on the same machine: from 0, not at all, to 19.
WORKER_NICENESS = env.int("WORKER_NICENESS", default=10)

# Sign-in -------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "partners.Person"
AUTHENTICATION_BACKENDS = ["partners.sign_in.account.Backend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "my"
LOGOUT_REDIRECT_URL = "national"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A working day, then everybody signs in again; drafts outlive it.
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=12 * 60 * 60)
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60

# Whether roles that change things need a passkey or a code beside the password, and how long people have to add one.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=PRODUCTION)
SECOND_FACTOR_GRACE_DAYS = env.int("SECOND_FACTOR_GRACE_DAYS", default=14)

# allauth: by email address, by invitation only, see partners/sign_in.
ACCOUNT_ADAPTER = "partners.sign_in.account.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# The mail with the invitation has shown whose address it is.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "partners.sign_in.account.ResetTokens"  # noqa: S105, a class
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# What is not said here keeps allauth's limit.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key", "reset_password": "20/m/ip,5/h/key"}
# How many proxies stand in front that note where a request came from; limits go by that address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)
ACCOUNT_FORMS = {
    "login": "partners.sign_in.forms.SignInForm",
    "reauthenticate": "partners.sign_in.forms.ProvePasswordForm",
    "change_password": "partners.sign_in.forms.ChangePasswordForm",
    "set_password": "partners.sign_in.forms.SetPasswordForm",
    "reset_password": "partners.sign_in.forms.LostPasswordForm",
    "reset_password_from_key": "partners.sign_in.forms.NewPasswordForm",
}

MFA_ADAPTER = "partners.sign_in.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# There are no unconfirmed addresses: one changes when the link that was sent to it is opened.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Clocks of phones go wrong by half a minute.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "partners.sign_in.forms.CodeForm",
    "reauthenticate": "partners.sign_in.forms.ProveCodeForm",
    "activate_totp": "partners.sign_in.forms.ActivateCodesForm",
    "add_webauthn": "partners.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "partners.sign_in.forms.RenamePasskeyForm",
}

SOCIALACCOUNT_ADAPTER = "partners.sign_in.organisations.OrganisationsAdapter"
SOCIALACCOUNT_PROVIDERS = {"organisation": {"APPS": read_organisations(env, production=PRODUCTION)}}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

# Words, dates, files -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR / "collected")))
STATICFILES_DIRS = [BASE_DIR / "static", VAR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENVIRONMENT in {"production", "demo"}
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# In development and tests the files are served from where they lie, uncollected.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = ENVIRONMENT not in {"production", "demo"}
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR / "media")))

# Security ------------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    # TLS ends at the proxy in front, which must set this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # The container's own health check speaks plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# API -----------------------------------------------------------------------------------------------------------------

# Programs sign in with OAuth 2 client credentials; nothing else of the provider is used.
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
# The provider's own; named, since makemigrations looks each of them up here.
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "oauth2_provider.AccessToken"  # noqa: S105, a model
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "oauth2_provider.RefreshToken"  # noqa: S105, a model
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "oauth2_provider.IDToken"  # noqa: S105, a model
OAUTH2_PROVIDER_GRANT_MODEL = "oauth2_provider.Grant"
OAUTH2_PROVIDER_DEVICE_GRANT_MODEL = "oauth2_provider.DeviceGrant"
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 15 * 60,
    "SCOPES": {"read": "Reading"},  # a client's own are in its row, see cdp/access/oauth.py
    # As digests, never in an address, and none of the grants and shortcuts that RFC 9700 advises against.
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
REST_FRAMEWORK = {
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "cdp.access.authentication.PersonalTokenAuthentication",
        "cdp.access.authentication.ClientAuthentication",
        "cdp.access.authentication.SessionAuthentication",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# A program that reads the changes may stay away for as long as this; a year and its holidays at least.
CHANGES_KEPT_DAYS = env.int("CHANGES_KEPT_DAYS", default=400)
if CHANGES_KEPT_DAYS < 400:
    raise ImproperlyConfigured("CHANGES_KEPT_DAYS is at least 400: programs rely on it.")
# For tests and demonstrations: webhooks may then go to this machine itself, also without TLS.
WEBHOOKS_TO_THIS_MACHINE = env.bool("WEBHOOKS_TO_THIS_MACHINE", default=False)
# Requests a minute: of an address without a name, behind which a whole council may sit; of a person, signed in or with
# a token; of a program. A file of a whole list counts ten.
API_LIMITS = {
    "address": env.int("API_LIMIT_ADDRESS", default=600),
    "person": env.int("API_LIMIT_PERSON", default=1200),
    "client": env.int("API_LIMIT_CLIENT", default=3000),
}
# Sites whose pages may do more than read what is public, such as "https://dashboard.example.org".
API_ALLOWED_ORIGINS = env.list("API_ALLOWED_ORIGINS", default=[])
# A workbook is made in memory; whoever wants more takes CSV.
API_MOST_WORKBOOK_ROWS = env.int("API_MOST_WORKBOOK_ROWS", default=20_000)
SPECTACULAR_SETTINGS = {
    "TITLE": "Combating Drugs Partnerships API",
    "DESCRIPTION": "Partnerships, what they agreed to do, and the figures by which it is measured.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "cdp.api_support.schema_whole.finish"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # Different words under one field's name.
    "ENUM_NAME_OVERRIDES": {
        "ActionDeliveryStatusEnum": "actions.models.DeliveryStatus",
        "ReportedDeliveryStatusEnum": "actions.models.action.REPORTABLE_STATUSES",
        "FigureStateEnum": "indicators.models.State",
        "UpdateStateEnum": "actions.models.UpdateState",
        "PackStateEnum": "actions.models.PackState",
        "ReportStateEnum": "actions.models.RunState",
        "DecisionKindEnum": "actions.models.Decision.Kind",
        "ImportKindEnum": "actions.models.ImportKind",
        "ImportStateEnum": "actions.models.ImportState",
    },
}

# Emails --------------------------------------------------------------------------------------------------------------

# Without a mail server the messages are files that can be read, so that nothing is thrown away unseen.
vars().update(env.email("EMAIL_URL", default=f"filemail:///{VAR / 'emails'}"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Combating Drugs Partnerships <no-reply@localhost>")
# Links in emails begin with it; no request is at hand there that would know.
SITE_ADDRESS = env("SITE_ADDRESS", default="http://localhost:8000")
# What writes a mail as a row and has it sent; named here, since partners knows nobody who could.
MAIL_WRITER = "actions.mail.write"

# GOV.UK Notify instead of a mail server, once there is a key; its template has the fields ((subject)) and ((body)).
NOTIFY_API_KEY = env("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE = env("NOTIFY_TEMPLATE", default="")
NOTIFY_REPLY_TO = env("NOTIFY_REPLY_TO", default="")
NOTIFY_ADDRESS = env("NOTIFY_ADDRESS", default="https://api.notifications.service.gov.uk")
if NOTIFY_API_KEY:
    if not NOTIFY_TEMPLATE:
        raise ImproperlyConfigured("NOTIFY_TEMPLATE is not set. Give the number of the template that carries mails.")
    EMAIL_BACKEND = "actions.mail.notify.EmailBackend"

# In the demo there is no mail server: what would be sent can be read on a page, and nowhere else.
MAILS_ARE_SHOWN = ENVIRONMENT == "demo" and vars()["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"

# Refreshes -----------------------------------------------------------------------------------------------------------

# A source's file may not be larger than this; a wrong address can serve anything.
SOURCE_MAX_BYTES = env.int("SOURCE_MAX_BYTES", default=2_000_000_000)
# What a person sends through a page comes through the web server, which has less patience.
SOURCE_UPLOAD_MAX_BYTES = env.int("SOURCE_UPLOAD_MAX_BYTES", default=100 * 2**20)
# What was uploaded is cleared away after this, as old jobs are, where no run needs it. What a run has read is kept.
SOURCE_UPLOADS_KEPT_DAYS = env.int("SOURCE_UPLOADS_KEPT_DAYS", default=90)

# How often a source is asked that is busy or does not answer, and how long is waited at first; longer each time.
SOURCE_ATTEMPTS = env.int("SOURCE_ATTEMPTS", default=4)
SOURCE_FIRST_WAIT_SECONDS = env.float("SOURCE_FIRST_WAIT_SECONDS", default=1)
# How long a source may be silent in the middle of an answer.
SOURCE_ANSWER_SECONDS = env.float("SOURCE_ANSWER_SECONDS", default=30)

# Whoever sets a source's address could have us ask machines of our own network: only the operator may allow that.
SOURCES_MAY_BE_LOCAL = env.bool("SOURCES_MAY_BE_LOCAL", default=not PRODUCTION)

# A file, a folder or an address in the layout of Fingertips' downloads; refreshed each night once it is set.
FINGERTIPS_LOCATION = env("FINGERTIPS_LOCATION", default="")

# Another address for a shipped source, as of a mirror: "nomis=https://mirror.example/api,fingertips=https://…".
SOURCE_LOCATIONS = env.dict("SOURCE_LOCATIONS", default={})

# Whether the shipped sources are asked by themselves, each at its own frequency. A demo asks nobody unbidden.
SOURCES_ON_SCHEDULE = env.bool("SOURCES_ON_SCHEDULE", default=PRODUCTION)

# Logs ----------------------------------------------------------------------------------------------------------------

LOGGING = logging_config(json_lines=PRODUCTION, level=env("LOG_LEVEL", default="INFO"))
