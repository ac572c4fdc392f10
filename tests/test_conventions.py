"""Tests of our own rules: what a newcomer may rely on everywhere."""

import inspect
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import CheckConstraint, DateTimeField
from django.urls import URLPattern, URLResolver, get_resolver
from factory.django import DjangoModelFactory

from tests import factories

OUR_APPS = ("cdp", "partners", "indicators", "actions")
ROOT = Path(settings.BASE_DIR)
CODE = [
    path
    for folder in (*OUR_APPS, "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
# Pages that anyone may open. Every other page asks to sign in.
PUBLIC = {
    "national", "strategy", "strategy-record", "priority", "recommendations", "recommendation", "actions", "action",
    "agencies", "agency", "search", "search-partnership", "compare", "delivery", "what-changed",
    "chain-picture", "recommendation-chain", "update", "evidence-file", "meetings", "meeting", "decision",
    "schemes", "scheme", "findings", "document", "indicators", "indicator", "indicator-list", "framework", "data",
    "data-quality", "revisions", "source", "source-changes", "definitions", "judgements",
    "refresh", "about", "accessibility", "privacy", "healthz", "readyz", "sign-in", "sign-out", "api",
    "account_login", "account_logout", "account_inactive", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "mfa_login_webauthn", "mfa_authenticate",
    "socialaccount_login_cancelled", "organisation-sign-in", "organisation-callback", "join", "confirm-address",
    "oauth-token", "oauth-revoke", "api-not-found", "packs", "pack", "read-pack", "pack-file", "compare-packs",
    "admin-sign-out", "mailed-report", "mail-off", "public", "shared-link", "embed-scorecard",
    "embed-indicator",
}  # fmt: skip
# In the middle of signing in: whoever is not there yet begins at the beginning.
ON_THE_WAY_IN = {"mfa_login_webauthn", "mfa_authenticate"}
WORDS = (
    "code",
    "light",
    "ref",
    "slug",
    "partnership",
    "agency",
    "token",
    "provider_id",
    "uidb36",
    "key",
    "file_format",
)
ARGUMENTS = {"pk": 1, "rest": "nothing", "evidence": 1, "decision": 1, "series": 1} | dict.fromkeys(WORDS, "nothing")


def our_models():
    return [model for app in OUR_APPS for model in apps.get_app_config(app).get_models()]


def page_patterns():
    """Every page of ours with its name; the admin and the API have their own doors."""

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if not route.startswith(("admin/", "api/v1/")):
                    yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield pattern.name, route

    return list(walk(get_resolver().url_patterns))


def address(route):
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(ARGUMENTS[match[1]]), route)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_has_a_factory_that_makes_a_true_row(model, db):
    made = {
        factory._meta.model: factory
        for _, factory in inspect.getmembers(factories, inspect.isclass)
        if issubclass(factory, DjangoModelFactory) and factory is not DjangoModelFactory
    }

    row = made[model]()

    row.validate_constraints()
    assert str(row)


@pytest.mark.parametrize(("name", "route"), page_patterns(), ids=lambda value: str(value))
def test_every_page_answers_a_stranger_with_sign_in_unless_it_is_public(client, db, name, route):
    response = client.get(address(route))

    if name in ON_THE_WAY_IN:
        assert response.url == "/sign-in/"
    elif name in PUBLIC:
        assert response.status_code in {200, 404, 405, 410}
    else:
        assert response.url == f"/sign-in/?next={address(route)}"


# A run that the clock starts has a time and nobody's name; what a command has set down for a source has neither.
NAMELESS = {"indicators.Refresh", "indicators.Alias", "indicators.Mapping", "indicators.SourceChange"}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_a_moment_with_a_person_has_its_constraint(model):
    fields = {field.name: field for field in model._meta.get_fields()}
    for name, field in fields.items():
        signed = name.removesuffix("_at") + "_by"
        if not (isinstance(field, DateTimeField) and name.endswith("_at") and signed in fields):
            continue
        if not field.null and not fields[signed].null:
            continue
        if model._meta.label in NAMELESS:
            continue
        conditions = [str(each.condition) for each in model._meta.constraints if isinstance(each, CheckConstraint)]
        assert any(name in condition and signed in condition for condition in conditions), f"{model.__name__}.{name}"


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_partners_knows_nobody_and_indicators_does_not_know_actions():
    forbidden = {
        "partners": r"^\s*(?:from|import) (?:indicators|actions)\b",
        "indicators": r"^\s*(?:from|import) actions\b",
    }

    for app, pattern in forbidden.items():
        wrong = [
            path for path in CODE if path.is_relative_to(ROOT / app) and re.search(pattern, path.read_text(), re.M)
        ]
        assert wrong == []


def test_celery_is_named_only_where_it_could_be_replaced_in_a_day():
    allowed = {"celery.py", "tasks.py", "emails.py", "apps.py", "settings.py"}

    users = [
        path
        for path in CODE
        if path.name not in allowed
        and "tools" not in path.parts
        and re.search(r"^\s*(?:from|import) celery\b", path.read_text(), re.M)
    ]

    assert users == []


def test_there_are_no_signals_and_no_saves_with_logic():
    receivers = r"@receiver|(?:pre|post)_(?:save|delete)\.connect"

    assert [path for path in CODE if re.search(receivers, path.read_text())] == []
    assert [model for model in our_models() if "save" in vars(model)] == []


def test_templates_hold_no_inline_style_and_no_inline_script():
    inline = r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\bsrc=)"

    wrong = [path for path in (ROOT / "templates").rglob("*.html") if re.search(inline, path.read_text())]

    assert wrong == []


def test_nothing_is_loaded_from_another_host():
    foreign = r"(?:src|href)=\"https?://[^\"]*\.(?:js|css|woff2?|png)\""

    wrong = [path for path in (ROOT / "templates").rglob("*.html") if re.search(foreign, path.read_text())]

    assert wrong == []


def test_every_dependency_has_its_reason_beside_it():
    listed = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.S | re.M)[1]

    without = [line for line in listed.splitlines() if line.strip().startswith('"') and "#" not in line]

    assert without == []


def test_no_committed_file_names_a_registry():
    locks = [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json", ROOT / "pyproject.toml"]

    wrong = [
        path.name
        for path in locks
        if re.search(r"https?://(?!.*(?:opencollective|github\.com/sponsors))", path.read_text())
    ]

    assert wrong == []
