import inspect

import pytest
from django.contrib import admin
from django.urls import reverse
from factory.django import DjangoModelFactory

from partners.models import Person
from tests import factories
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

OURS = [
    model for model in admin.site._registry if model._meta.app_label in {"cdp", "partners", "indicators", "actions"}
]
FACTORIES = {
    factory._meta.model: factory
    for _, factory in inspect.getmembers(factories, inspect.isclass)
    if issubclass(factory, DjangoModelFactory) and factory is not DjangoModelFactory
}


@pytest.fixture
def staff(client):
    person = PersonFactory(is_staff=True, is_superuser=True)
    client.force_login(person)
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_staff_open_the_list_and_a_row_of_every_model(staff, model):
    row = FACTORIES[model]()

    assert staff.get(address(model, "changelist")).status_code == 200
    assert staff.get(address(model, "change", row.pk)).status_code == 200


def test_the_admin_is_closed_to_those_who_are_not_staff(client, viewer):
    client.force_login(viewer)

    assert client.get("/admin/").url == "/admin/login/?next=/admin/"


@pytest.mark.parametrize("name", ["observation", "reading", "refresh", "series"])
def test_figures_are_shown_and_not_edited(staff, name):
    assert staff.get(reverse(f"admin:indicators_{name}_add")).status_code == 403


def test_staff_invite_a_person_who_can_then_sign_in(staff, client):
    person = {
        "email": "new@example.org",
        "name": "New Person",
        "password1": "a long passphrase 7",
        "usable_password": "true",
    }
    response = staff.post(reverse("admin:partners_person_add"), person | {"password2": "a long passphrase 7"})

    assert response.status_code == 302
    client.logout()
    assert client.login(username="new@example.org", password="a long passphrase 7")
    assert Person.objects.get(email="new@example.org").is_staff is False


def test_a_weak_password_is_refused_with_its_reason(staff):
    person = {"email": "new@example.org", "name": "New", "password1": "short", "password2": "short"}
    person["usable_password"] = "true"

    response = staff.post(reverse("admin:partners_person_add"), person)

    assert response.status_code == 200
    assert "at least 12 characters" in str(response.context["adminform"].form.errors)
    assert not Person.objects.filter(email="new@example.org").exists()


def test_staff_set_a_new_password_for_somebody_who_lost_theirs(staff, client):
    person = PersonFactory(email="forgetful@example.org")
    passwords = {"password1": "a new passphrase 8", "password2": "a new passphrase 8", "usable_password": "true"}

    response = staff.post(f"/admin/partners/person/{person.pk}/password/", passwords)

    assert response.status_code == 302
    client.logout()
    assert client.login(username="forgetful@example.org", password="a new passphrase 8")
