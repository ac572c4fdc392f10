"""The pages of the yearly return: begun, answered, read and signed there, and by whom not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import AnnualReturn
from actions.operations import annual_returns as returns
from tests.actions.annual_return.conftest import OWN
from tests.factories import (
    ActionFactory,
    AnnualReturnFactory,
    DecisionFactory,
    MeetingFactory,
    MilestoneFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def come(client):
    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


def text(response):
    return response.content.decode()


def posted(page):
    """What the browser would send back of the form as it stands."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_a_return_is_begun_answered_and_signed_on_its_pages(come, partnership, partnership_lead, monkeypatch):
    client = come(partnership_lead)
    address = reverse("annual-returns", args=["northshire"])
    assert address in text(client.get(reverse("manage", args=["northshire"])))
    answer = client.post(address, {"form": "partnership-return", "year": "2025/26"})
    found = AnnualReturn.objects.get()
    assert answer.url == found.get_absolute_url()
    draft = text(client.get(answer.url))
    assert "still to be written" in draft
    assert "It can be signed once every question is answered." in draft

    change = reverse("change-annual-return", args=["northshire", found.pk])
    page = client.get(change)
    assert "From the record, and kept up with it until you change it." in text(page)
    said = posted(page) | {"host": "The council"}
    said |= {key: "Something." for key, value in said.items() if not value and not key.startswith("was-")}
    said |= OWN | {"number": "3"}
    assert client.post(change, said).url == found.get_absolute_url()
    found.refresh_from_db()
    assert "name" not in found.answers
    assert found.answers["number"] == "3"

    draft = client.get(found.get_absolute_url())
    sign = {"do": "sign", "version": found.version, "seen": draft.context["seen"]}
    monkeypatch.setattr("partners.step_up.is_recent", lambda request: False)
    assert client.post(found.get_absolute_url(), sign).url != found.get_absolute_url()
    found.refresh_from_db()
    assert found.state == "draft"
    monkeypatch.setattr("partners.step_up.is_recent", lambda request: True)
    client.post(found.get_absolute_url(), sign)
    signed = text(client.get(found.get_absolute_url()))
    assert "It never changes." in signed
    file = reverse("annual-return-file", args=["northshire", found.pk, "json"])
    assert client.get(file)["Cache-Control"] == "private, no-store"
    assert client.get(change).status_code == 302
    found.refresh_from_db()
    found.frozen.renderings.all().delete()
    monkeypatch.setattr("cdp.papers.formats.write", lambda *args, **options: 1 / 0)
    assert "JSON could not be written. The return stays as it is" in text(client.get(file, follow=True))
    assert client.get(file.replace("json", "exe")).status_code == 404


def test_words_of_the_record_that_come_back_are_nobodys_own_also_when_the_record_moved(
    come, partnership, partnership_lead, begun
):
    client = come(partnership_lead)
    change = reverse("change-annual-return", args=["northshire", begun.pk])
    said = posted(client.get(change)) | {"meaning": "Mine"}
    partnership.name = "Renamed since"
    partnership.save()

    client.post(change, said)

    begun.refresh_from_db()
    assert begun.answers == {"meaning": "Mine"}


def test_what_looks_like_personal_data_is_asked_about(come, partnership_lead, begun):
    client = come(partnership_lead)
    change = reverse("change-annual-return", args=["northshire", begun.pk])
    said = posted(client.get(change)) | {"meaning": "NHS number 943 476 5919"}
    page = client.post(change, said)
    assert "Does this say too much about somebody?" in text(page)
    token = page.context["form"].fields["keep_personal_data"].choices[0][0]
    assert client.post(change, said | {"keep_personal_data": [token]}).status_code == 302
    begun.refresh_from_db()
    assert "943" in begun.answers["meaning"]


def test_another_save_meanwhile_is_told_and_the_words_stay(come, partnership_lead, begun):
    client = come(partnership_lead)
    change = reverse("change-annual-return", args=["northshire", begun.pk])
    said = posted(client.get(change)) | {"meaning": "Mine"}
    returns.save(found=begun, version=1, answers={"meaning": "Theirs"}, by=partnership_lead)
    page = text(client.post(change, said))
    assert "Somebody else has saved this return" in page
    assert ">\nMine</textarea>" in page


def test_members_read_a_draft_and_strangers_find_nothing(come, viewer, stranger, begun, client):
    address = begun.get_absolute_url()
    assert "Write the answers" not in text(come(viewer).get(address))
    assert client.post(address, {"do": "sign"}).status_code == 404
    assert client.get(reverse("change-annual-return", args=["northshire", begun.pk])).status_code == 404
    assert client.get(reverse("annual-return-file", args=["northshire", begun.pk, "json"])).status_code == 404
    assert client.post(reverse("annual-returns", args=["northshire"]), {"year": "2024/25"}).status_code == 404
    assert come(stranger).get(address).status_code == 404
    client.logout()
    assert "/sign-in/" in client.get(address).url


def test_the_pages_take_the_same_queries_for_one_and_for_three(come, partnership, partnership_lead, begun):
    def queries(address):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    def grow():
        meeting = MeetingFactory(
            partnership=partnership, held_on=datetime.date(2025, 5, 1 + AnnualReturn.objects.count())
        )
        DecisionFactory(meeting=meeting, kind="decision")
        MilestoneFactory(action=ActionFactory(partnership=partnership), done_on=datetime.date(2025, 9, 9))
        SeatFactory(partnership=partnership)
        year = 2010 + AnnualReturn.objects.count()
        AnnualReturnFactory(partnership=partnership, year=f"{year}/{year % 100 + 1}")

    client = come(partnership_lead)
    pages = [reverse("annual-returns", args=["northshire"]), begun.get_absolute_url(),
             reverse("change-annual-return", args=["northshire", begun.pk])]  # fmt: skip
    grow()
    first = [queries(page) for page in pages]
    grow(), grow()
    assert [queries(page) for page in pages] == first
    assert first[0] <= 10
    assert max(first) <= 20, first
