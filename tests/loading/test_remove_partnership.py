"""A partnership goes with all that its documents brought, and takes nothing of anybody else's with it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from actions.models import Action
from actions.operations.documents import RemovalRefused, load_documents, remove_partnership
from indicators.models import Area, Indicator, Observation, Reading, Refresh, Series, Source, SupersededObservation
from partners.models import Agency, Document, Partnership, Person
from tests.factories import (
    AgencyFactory,
    MeasureFactory,
    MembershipFactory,
    ObservationFactory,
    PersonFactory,
    ProgressUpdateFactory,
    SourceFactory,
)
from tests.loading.conftest import digest, every_row
from tests.loading.folder import PARTNERSHIP, write_folder

SOUTHSHIRE = PARTNERSHIP.replace("northshire\n", "southshire\n", 1).replace("Northshire C", "Southshire C", 1)


@pytest.fixture
def northshire(folder):
    """Loaded twice with a change between, so that it has a superseded figure and two refreshes."""
    load_documents(folders=[folder])
    path = folder / "observations.csv"
    path.write_text(path.read_text().replace("29,exact,29%", "28,exact,28%"))
    load_documents(folders=[folder])
    return Partnership.objects.get()


@pytest.fixture
def southshire(folder, tmp_path_factory):
    """Another partnership whose document gives figures of the same area and one series of its own."""
    other = write_folder(tmp_path_factory.mktemp("other"))
    (other / "partnership.yaml").write_text(SOUTHSHIRE)
    path = other / "observations.csv"
    path.write_text(path.read_text().replace("deaths,E06000999,,,,Male", "deaths,E06000999,,,,Female"))
    load_documents(folders=[other])
    return Partnership.objects.get(slug="southshire")


def orphans():
    """Figures of a series, source or refresh that is not there: no key of the database forbids them."""
    known = {name: set(model.objects.values_list("pk", flat=True)) for name, model in
             (("series_id", Series), ("source_id", Source), ("refresh_id", Refresh))}  # fmt: skip
    return [
        row
        for model in (Observation, SupersededObservation)
        for row in model.objects.all()
        if any(getattr(row, name) not in pks for name, pks in known.items())
    ] + list(Reading.objects.exclude(observation__in=Observation.objects.values("pk")))


def test_nothing_is_left_of_it(northshire):
    assert SupersededObservation.objects.exists()
    MembershipFactory(partnership=northshire)
    agencies, areas = Agency.objects.count(), Area.objects.count()

    gone = remove_partnership(partnership=northshire)

    assert (gone[Observation], gone[SupersededObservation], gone[Refresh], gone[Partnership]) == (5, 1, 2, 1)
    for model in (Partnership, Document, Source, Refresh, Observation, SupersededObservation, Series, Reading, Action):
        assert not model.objects.exists(), model
    assert (Agency.objects.count(), Area.objects.count(), Indicator.objects.count()) == (agencies, areas, 2)
    connection.check_constraints()


def test_what_others_have_stays_as_it_was(southshire, folder):
    before = every_row()
    load_documents(folders=[folder])

    remove_partnership(partnership=Partnership.objects.get(slug="northshire"))

    after = every_row()
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}
    assert orphans() == []


def test_readings_follow_the_figures_that_are_left(northshire, southshire):
    reading = Reading.objects.get(series__indicator__code="continuity-of-care")
    assert reading.previous_value == 28

    remove_partnership(partnership=northshire)

    assert Reading.objects.get(pk=reading.pk).previous_value == 29
    assert orphans() == []
    assert not Series.objects.filter(sex="Male").exists()


def test_a_series_with_official_figures_or_a_measure_of_others_stays(northshire, southshire):
    official, measured = Series.objects.filter(sex="Persons").order_by("pk")[0], Series.objects.get(sex="Male")
    figure = ObservationFactory(series=official, source=SourceFactory(rank=10))
    MeasureFactory(priority=southshire.priorities.first(), action=None, series=measured)

    remove_partnership(partnership=northshire)

    assert Series.objects.filter(pk__in=[official.pk, measured.pk]).count() == 2
    assert Observation.objects.filter(pk=figure.pk).exists()
    assert not Reading.objects.filter(series=measured).exists()


def test_progress_that_people_reported_keeps_it(northshire):
    ProgressUpdateFactory(action=northshire.actions.first())
    before = digest()

    with pytest.raises(RemovalRefused, match="People have reported progress; untick Published instead"):
        remove_partnership(partnership=northshire)
    with pytest.raises(CommandError, match="untick Published instead"):
        call_command("remove_partnership", "northshire", "--yes")

    assert digest() == before


def test_without_yes_the_command_only_says_what_would_go(northshire):
    before, out = digest(), StringIO()

    call_command("remove_partnership", "northshire", stdout=out)

    assert "       5  observations" in out.getvalue()
    assert "Nothing was written. Add --yes to remove it." in out.getvalue()
    assert digest() == before

    call_command("remove_partnership", "northshire", "--yes", stdout=out)

    assert not Partnership.objects.exists()


def test_a_partnership_that_is_not_there_is_answered_with_those_that_are(northshire):
    with pytest.raises(CommandError, match=r"There is no partnership “nowhere”\. There are: northshire\."):
        call_command("remove_partnership", "nowhere", "--yes")


def test_it_can_be_loaded_again(northshire, folder):
    remove_partnership(partnership=northshire)

    load_documents(folders=[folder])

    assert Observation.objects.count() == 5
    assert orphans() == []


# --- The admin -------------------------------------------------------------------------------------------------------


@pytest.fixture
def staff(client, db):
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    return client


def delete_in_the_admin(client, row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    return client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code


def delete_from_the_list(client, row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist"
    client.post(reverse(name), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})


def test_what_figures_hang_on_is_not_deleted_in_the_admin(staff, northshire):
    for row in (northshire, northshire.documents.get(), AgencyFactory()):
        assert delete_in_the_admin(staff, row) == 403
        delete_from_the_list(staff, row)
        assert type(row).objects.filter(pk=row.pk).exists()


def test_a_person_who_left_a_trace_is_not_deleted_in_the_admin(staff):
    author, newcomer = ProgressUpdateFactory().reported_by, PersonFactory()
    MembershipFactory(user=newcomer)

    assert delete_in_the_admin(staff, author) == 403
    delete_from_the_list(staff, author)
    assert Person.objects.filter(pk=author.pk).exists()
    assert delete_in_the_admin(staff, newcomer) == 302
    assert not Person.objects.filter(pk=newcomer.pk).exists()
