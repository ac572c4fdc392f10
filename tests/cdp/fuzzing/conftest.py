import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests.cdp.fuzzing import world as worlds
from tests.cdp.fuzzing.asking import EXAMPLES, ROOT, Asker, Figures, schema


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Of all tests of a module; what they do there is rolled back by each."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        made = worlds.build()
        _look_up(made)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def asker(world):
    return Asker(world)


def _look_up(world):
    """What there is, as those who may see it read it in the API."""
    callers = {caller.name: caller for caller in world.callers}
    nouns = {path.removeprefix(ROOT).split("/")[0] for path in schema().raw_schema["paths"] if "{" in path}
    for noun in sorted(nouns):
        own, foreign = (_rows(noun, callers[name]) for name in ("partnership lead", "foreign lead"))
        seen = {row["uid"] for row in own}
        world.open[noun] = [each for row in own for each in _ids(noun, row)]
        world.foreign[noun] = [each for row in foreign if row["uid"] not in seen for each in _ids(noun, row)]
        for name in {name for row in own for name in row}:
            values = {row[name] for row in own if type(row.get(name)) in (str, int) and row[name] != ""}
            world.values[noun, name] = sorted(values, key=str)


def _rows(noun, caller):
    return Client().get(f"{ROOT}{noun}/?page_size=1000", headers=caller.headers).json()["results"]


def _ids(noun, row):
    own = next(row[name] for name in ("id", "slug", "code", "series") if name in row)
    return [own, row["uid"]]


FIGURES = "figures of the answers"


@pytest.fixture
def tell(record_property):
    """Keeps the figures of a test for the end of a long run, which prints them; they come back from other processes."""

    def tell(figures):
        record_property(FIGURES, figures.plain())

    return tell


def pytest_terminal_summary(terminalreporter):
    if not EXAMPLES:
        return
    total = Figures()
    for report in (each for outcome in ("passed", "failed") for each in terminalreporter.getreports(outcome)):
        for plain in (value for name, value in report.user_properties if name == FIGURES):
            total += Figures.of(plain)
    for line in total.lines():
        terminalreporter.write_line(line)
