"""What staff change on the admin pages is told like everything else."""

import pytest
from django.contrib import admin

from cdp.admin import Audited, ReadOnlyAdmin
from cdp.models import AuditEvent
from partners.admin import WayToSignInAdmin
from partners.models import Agency
from tests.factories import AgencyFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(PersonFactory(name="Stef Staff", is_staff=True, is_superuser=True))
    return client


def told():
    return [(event.kind, event.person_name, event.subject_name) for event in AuditEvent.objects.order_by("pk")]


def inline(prefix, *rows, initial=0):
    form = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    return form | {f"{prefix}-{place}-{name}": text for place, row in enumerate(rows) for name, text in row.items()}


def test_every_admin_that_changes_our_records_tells_of_it():
    silent = [
        type(each).__name__
        for model, each in admin.site._registry.items()
        if model._meta.app_label in {"cdp", "partners", "indicators", "actions"}
        and not isinstance(each, Audited | ReadOnlyAdmin | WayToSignInAdmin)
    ]

    assert silent == []


def test_adding_changing_and_deleting_a_record(staff):
    given = {"slug": "northshire-nhs", "name": "Northshire NHS", "kind": "voluntary", **inline("aliases")}
    staff.post("/admin/partners/agency/add/", given)
    agency = Agency.objects.get()
    staff.post(f"/admin/partners/agency/{agency.pk}/change/", given | {"name": "Northshire Trust"})

    assert told() == [
        ("row.added", "Stef Staff", "Northshire NHS"),
        ("row.changed", "Stef Staff", "Northshire Trust"),
    ]
    assert AuditEvent.objects.first().changes == {"name": ["Northshire NHS", "Northshire Trust"]}


def test_saving_without_a_change_is_no_event(staff):
    agency = AgencyFactory(slug="northshire-nhs", name="Northshire NHS")
    given = {"slug": agency.slug, "name": agency.name, "kind": agency.kind, **inline("aliases")}

    staff.post(f"/admin/partners/agency/{agency.pk}/change/", given)

    assert told() == []


def test_a_role_given_and_taken_on_a_person_s_page_is_told_as_such(staff, partnership):
    person = PersonFactory(email="olu@example.org", name="Olu Officer")
    page = f"/admin/partners/person/{person.pk}/change/"
    form = {"email": person.email, "name": person.name, "is_active": "on"}

    role = {"user": person.pk, "partnership": partnership.pk, "role": "reader"}
    staff.post(page, form | inline("memberships", role))
    kept = person.memberships.get()
    staff.post(page, form | inline("memberships", role | {"id": kept.pk, "DELETE": "on"}, initial=1))

    assert told() == [("role.given", "Stef Staff", "Olu Officer"), ("role.taken", "Stef Staff", "Olu Officer")]
    assert [(event.changes, event.partnership) for event in AuditEvent.objects.order_by("pk")] == [
        ({"role": [None, "reader"]}, partnership),
        ({"role": ["reader", None]}, partnership),
    ]


def test_a_password_is_told_of_and_not_told(staff):
    person = PersonFactory(name="Olu Officer")
    word = "correct horse battery 7"

    staff.post(
        f"/admin/partners/person/{person.pk}/password/",
        {"password1": word, "password2": word, "usable_password": "true"},
    )

    event = AuditEvent.objects.get()
    assert (event.kind, event.subject_name) == ("row.changed", "Olu Officer")
    assert word not in str(event.changes)
    assert event.changes
