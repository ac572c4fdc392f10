"""The command that refreshes one source."""

import io

import pytest
from django.core.management import CommandError, call_command

from indicators.management.commands.refresh import Bar
from indicators.models import Refresh
from indicators.operations.refresh import ask_for_refresh
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory
from tests.indicators.fingertips import row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    IndicatorFactory(fingertips_id=93517)
    AreaFactory(code="E06000900")
    location = write(tmp_path / "figures.csv", row(), row(Area_Code="E06999999"), row(Indicator_ID="41001"))
    return SourceFactory(slug="fingertips-drug-alcohol", name="Fingertips", location=str(location))


def said(*args):
    out = io.StringIO()
    call_command("refresh", *args, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_prints_counts_and_rejects(source):
    first, *rest = said("fingertips-drug-alcohol")

    assert first == "100% read, 3 rows"
    assert rest[0].startswith("Fingertips: changed, ")
    assert rest[1:] == [
        "rows read 3, added 1, changed 0, unchanged 0, rejected 1, gone 0",
        (
            "  figures.csv, row 4, Indicator ID “41001”: Passed over: 1 row of indicator 41001 "
            "(Opiate users not in treatment), which is not kept here."
        ),
        "  figures.csv, row 3, Area Code “E06999999”: Unknown area.",
    ]


def test_the_command_says_when_nothing_was_read_again(source):
    said("fingertips-drug-alcohol")

    assert said("fingertips-drug-alcohol")[-1] == (
        "The file is the one that was published last; nothing was read again."
    )


def test_another_location_serves_this_once(source, tmp_path):
    other = write(tmp_path / "other.csv", row(Value="1"))

    said("fingertips-drug-alcohol", "--location", str(other))

    source.refresh_from_db()
    assert (Refresh.objects.get().file_name, source.location.endswith("figures.csv")) == ("other.csv", True)


def test_an_unknown_source_lists_the_known_ones(source):
    SourceFactory(slug="another")

    with pytest.raises(CommandError) as refusal:
        said("fingertips")

    assert (str(refusal.value), refusal.value.returncode) == (
        "There is no source “fingertips”. Known sources: another, fingertips-drug-alcohol.",
        1,
    )


def test_a_failure_ends_the_command_with_its_sentence(source, tmp_path):
    with pytest.raises(CommandError, match=r"There is no file .*missing\.csv\."):
        said("fingertips-drug-alcohol", "--location", str(tmp_path / "missing.csv"))


def test_a_running_refresh_is_named(source):
    ask_for_refresh(source=source, by=None)

    with pytest.raises(CommandError, match="is being refreshed already"):
        said("fingertips-drug-alcohol")


def test_the_bar_of_a_terminal_follows_the_run():
    with Bar("Fingertips") as report:
        report(10, None, 0)
        report(50, 100, 2000)
        bar = report.__self__.progress.tasks[0]

    assert (bar.completed, bar.total, bar.fields["rows"]) == (50, 100, "2,000 rows")
