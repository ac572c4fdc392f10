"""Every thing of the feed is to be read at the address that its entry names, under the id that it has there."""

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from cdp import changes
from cdp.changes import entries, feed, things
from cdp.models import Change
from partners.models import Partnership
from tests.cdp import api_rows

pytestmark = pytest.mark.django_db
NOUNS = {noun.name: label for label, noun in things.THINGS.items()}


@pytest.mark.parametrize("noun", NOUNS)
def test_its_address_answers_and_its_thing_is_the_id_there(noun):
    row = api_rows.ROWS[noun]()
    assert row._meta.model is apps.get_model(NOUNS[noun])
    partnership = Partnership.objects.first()
    changes.of_record(kind="row.changed", subject=row, partnership=partnership, now=timezone.now())
    feed.settle()

    told = entries.entry(Change.objects.order_by("pk").first(), "http://testserver")

    assert told["noun"] == noun
    answer = Client().get(told["address"])
    assert answer.status_code == 200, told["address"]
    said = answer.json()
    named = next(said[name] for name in ("id", "slug", "code", "uid") if name in said)
    assert str(named) == told["thing"]


@pytest.mark.parametrize("label", things.LINES)
def test_a_line_is_told_as_what_it_is_a_line_of(label):
    owner = apps.get_model(label)._meta.get_field(things.LINES[label]).related_model
    assert owner._meta.label_lower in things.THINGS
