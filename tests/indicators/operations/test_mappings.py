"""What is kept of a mapping, by whom; and the files by which one may be made."""

import pytest
from django.utils import timezone

from indicators.models import Mapping, SourceKind
from indicators.operations.mappings import (
    NotReadByAMapping,
    newest_file,
    sample_of,
    save_mapping,
)
from indicators.operations.sources import NotTheirsToManage
from indicators.sources.mapped import LayoutNotUnderstood, check
from tests.factories import RawFileFactory, SourceFactory
from tests.indicators.sources.mapped_tables import layout

pytestmark = pytest.mark.django_db
SHA = "ab" * 32


@pytest.fixture
def source(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return SourceFactory(slug="deaths", kind=SourceKind.MAPPED, failures_in_a_row=3, paused_until=timezone.now())


def kept(tmp_path, sha=SHA):
    folder = tmp_path / "sources" / "deaths"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sha}.csv").write_text("a,b")


def test_a_mapping_is_kept_with_who_made_it_and_ends_a_pause(source, data_lead, viewer):
    save_mapping(source=source, layout=layout(), by=data_lead)
    now = timezone.now()
    mapping = save_mapping(source=source, layout=layout(multiply=100), by=data_lead, now=now)

    assert Mapping.objects.get() == mapping
    assert check(mapping.layout) == check(layout(multiply=100))
    assert (mapping.changed_by, mapping.changed_at) == (data_lead, now)
    source.refresh_from_db()
    assert (source.failures_in_a_row, source.paused_until) == (0, None)


def test_nobody_else_saves_a_mapping(source, viewer):
    with pytest.raises(NotTheirsToManage):
        save_mapping(source=source, layout=layout(), by=viewer)

    assert not Mapping.objects.exists()


def test_a_layout_that_does_not_hold_together_is_not_kept(source, data_lead):
    with pytest.raises(LayoutNotUnderstood):
        save_mapping(source=source, layout=layout(value=None), by=data_lead)

    assert not Mapping.objects.exists()


def test_a_source_with_a_layout_of_its_own_has_no_mapping(data_lead):
    with pytest.raises(NotReadByAMapping):
        save_mapping(source=SourceFactory(kind=SourceKind.NOMIS), layout=layout(), by=data_lead)


def test_the_newest_file_is_the_first_of_the_newest_run_that_is_still_there(source, tmp_path):
    RawFileFactory(refresh__source=source, sha256=SHA, name="old.csv")
    RawFileFactory(refresh__source=source, sha256="cd" * 32, name="gone.csv")
    kept(tmp_path)

    assert (newest_file(source).name, newest_file(source).sha256) == ("old.csv", SHA)


def test_only_files_of_the_source_itself_are_samples(source, tmp_path):
    RawFileFactory(sha256=SHA)
    kept(tmp_path)

    assert sample_of(source, SHA) is None
    assert sample_of(source, "../../settings") is None
