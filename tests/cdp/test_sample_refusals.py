"""When Exampleshire is not made."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from actions import models as actions
from cdp.sample import strategy
from indicators.models import Area, Observation, Source
from indicators.operations.reference import load_reference
from partners.models import Agency, Partnership, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people_file(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "people.txt"


def nothing_was_made(people_file):
    models = (Partnership, Person, Source, Observation, actions.Action)
    samples = Area.objects.filter(is_sample=True).count() + Agency.objects.filter(is_sample=True).count()
    return samples + sum(model.objects.count() for model in models) == 0 and not people_file.exists()


@pytest.mark.parametrize("options", [{}, {"next_release": True}])
def test_production_refuses_made_up_data(settings, people_file, options):
    settings.SAMPLE_DATA_ALLOWED = False

    with pytest.raises(CommandError, match=r"^Sample data is not loaded in production: ") as refused:
        call_command("load_sample", people_file=people_file, **options)

    assert refused.value.returncode == 1
    assert nothing_was_made(people_file)


def test_the_indicators_have_to_be_there_first(people_file):
    with pytest.raises(CommandError, match=r"Run manage\.py load_reference first\.$"):
        call_command("load_sample", people_file=people_file)

    assert nothing_was_made(people_file)


def test_a_release_needs_the_sample_that_it_follows(people_file):
    with pytest.raises(CommandError, match=r"^Exampleshire is not loaded here yet\."):
        call_command("load_sample", people_file=people_file, next_release=True)


def test_a_load_that_fails_at_the_end_leaves_nothing(people_file, monkeypatch):
    load_reference()

    def fail(**words):
        raise RuntimeError("the last update cannot be saved")

    monkeypatch.setattr(strategy, "report_progress", fail)
    with pytest.raises(RuntimeError):
        call_command("load_sample", people_file=people_file, today=datetime.date(2026, 11, 22))

    assert nothing_was_made(people_file)
