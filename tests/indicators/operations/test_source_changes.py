"""Who set what about a source is written down with what it was, in the transaction in which it was set."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators.models import Mapping, Source, SourceChange, SourceKind
from indicators.operations import source_changes, sources
from indicators.operations.mappings import save_mapping
from indicators.operations.shipped_sources import load_sources
from indicators.secrecy import HIDDEN
from indicators.sources.mapped import LayoutNotUnderstood
from tests.factories import MappingFactory, PersonFactory, SourceChangeFactory, SourceFactory
from tests.indicators.sources.mapped_tables import layout

pytestmark = pytest.mark.django_db


def told(source):
    return list(source.setting_changes.order_by("pk").values_list("setting", "was", "now", "changed_by__name"))


def test_each_setting_that_became_another_is_told_with_who_set_it(data_lead):
    source = SourceFactory(location="https://e.org/a", publishing="at_once", move_limit=50)
    before = timezone.now()

    sources.change_settings(
        source=source, by=data_lead, publishing="after_review", is_scheduled=True, frequency="daily", move_limit=25.0,
        gone_limit=10, location="https://e.org/b", options={"areas": ["E06000060"]},
    )  # fmt: skip

    assert told(source) == [
        ("publishing", "at_once", "after_review", "Dee Data"),
        ("is_scheduled", False, True, "Dee Data"),
        ("move_limit", 50, 25, "Dee Data"),
        ("location", "https://e.org/a", "https://e.org/b", "Dee Data"),
        ("options", {}, {"areas": ["E06000060"]}, "Dee Data"),
    ]
    assert all(before <= one.changed_at <= timezone.now() for one in source.setting_changes.all())


def test_what_is_set_to_what_it_was_is_not_told(data_lead):
    source = SourceFactory(location="https://e.org/a")

    sources.change_settings(source=source, by=data_lead, location="https://e.org/a", move_limit=source.move_limit)

    assert told(source) == []


def test_a_change_that_is_refused_is_not_told(data_lead):
    source = SourceFactory(location="")

    with pytest.raises(IntegrityError), transaction.atomic():
        sources.change_settings(source=source, by=data_lead, is_scheduled=True, frequency="weekly")

    assert told(source) == []


def test_a_password_or_a_key_is_not_kept_with_the_change(data_lead):
    source = SourceFactory(location="https://dee:first-s3cret@e.org/a", options={"user_id": "first-s3cret", "area": 1})

    sources.change_settings(
        source=source, by=data_lead, location="https://dee:second-s3cret@e.org/a?token=third-s3cret",
        options={"user_id": "second-s3cret", "area": 2},
    )  # fmt: skip

    assert told(source) == [
        ("location", f"https://{HIDDEN}@e.org/a", f"https://{HIDDEN}@e.org/a?token={HIDDEN}", "Dee Data"),
        ("options", {"user_id": HIDDEN, "area": 1}, {"user_id": source_changes.ANOTHER, "area": 2}, "Dee Data"),
    ]
    source.refresh_from_db()
    assert "second-s3cret" in source.location


def test_that_only_a_password_was_changed_is_told_all_the_same(data_lead):
    source = SourceFactory(location="https://dee:first-s3cret@e.org/a")

    sources.change_settings(source=source, by=data_lead, location="https://dee:second-s3cret@e.org/a")

    assert told(source) == [("location", f"https://{HIDDEN}@e.org/a", f"https://{HIDDEN}@e.org/a", "Dee Data")]


def test_a_mapping_is_told_from_what_to_what(data_lead):
    source = SourceFactory(kind=SourceKind.MAPPED)
    first = save_mapping(source=source, layout=layout(), by=data_lead).layout
    second = save_mapping(source=source, layout=layout(multiply=100), by=data_lead).layout
    save_mapping(source=source, layout=layout(multiply=100), by=data_lead)

    assert told(source) == [("mapping", None, first, "Dee Data"), ("mapping", first, second, "Dee Data")]


def test_a_mapping_that_is_refused_is_not_told(data_lead):
    mapping = MappingFactory()

    with pytest.raises(LayoutNotUnderstood):
        save_mapping(source=mapping.source, layout=layout(value=None), by=data_lead)

    assert (told(mapping.source), Mapping.objects.count()) == ([], 1)


def test_what_comes_with_the_program_is_told_as_the_products(settings):
    settings.SOURCE_LOCATIONS = {}
    load_sources()
    nomis = Source.objects.get(slug="nomis")
    shipped = nomis.licence
    Source.objects.filter(pk=nomis.pk).update(licence="Ours")
    settings.SOURCE_LOCATIONS = {"nomis": "https://ops:s3cret@mirror.example/api"}
    assert not SourceChange.objects.exists()

    load_sources()
    load_sources()

    assert told(nomis) == [
        ("licence", "Ours", shipped, None),
        ("location", nomis.location, f"https://{HIDDEN}@mirror.example/api", None),
        ("is_scheduled", False, True, None),
    ]
    assert set(nomis.setting_changes.values_list("is_by_product", flat=True)) == {True}


def test_what_staff_set_in_the_admin_is_told(client, admin_client):
    source = SourceFactory(slug="nomis", rank=10)
    form = {
        "slug": "nomis", "name": source.name, "kind": source.kind, "rank": 20, "licence": "", "location": "",
        "options": "{}", "frequency": "daily", "publishing": "at_once", "move_limit": "50", "gone_limit": "10",
        "failures_in_a_row": "0", "document": "", "paused_until_0": "", "paused_until_1": "",
    }  # fmt: skip

    response = admin_client.post(f"/admin/indicators/source/{source.pk}/change/", form)

    assert response.status_code == 302
    assert [change[:3] for change in told(source)] == [("rank", 10, 20)]


def test_a_person_who_is_gone_is_not_taken_for_the_product():
    change = SourceChangeFactory()

    change.changed_by.delete()

    change.refresh_from_db()
    assert (change.changed_by, change.is_by_product) == (None, False)


@pytest.mark.parametrize("wrong", [{"setting": "colour"}, {"is_by_product": True}])
def test_a_change_is_of_a_setting_and_by_somebody(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceChangeFactory(changed_by=PersonFactory(), **wrong)
