"""A stage of rows from files, without the run around it: what was read, compared and published, small."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from indicators.models import RefreshPart
from indicators.operations.refresh.knowing import known_to
from indicators.operations.staging import Stage
from indicators.sources.files import KeptFile
from tests.factories import RefreshFactory


@pytest.fixture
def kept():
    def kept(path, **about):
        return KeptFile(path.name, path, "", path.stat().st_size, about=about)

    return kept


@pytest.fixture
def load(source, file, kept):
    """Read the file (or those given), compare and publish; what each step answered."""

    def load(*files, of=None, remove_gone=False, move_limit=50):
        of = of or source
        with Stage(source=of) as stage:
            notes = stage.read(files or [kept(file)], known=known_to(of))
            with transaction.atomic():
                comparison = stage.compare(move_limit=move_limit)
                differences = comparison.differences()
                run = RefreshFactory(source=of, rows_read=notes.rows_read)
                stage.publish(run=run, now=timezone.now(), remove_gone=remove_gone)
            skipped = set(stage.skipped)
        return SimpleNamespace(notes=notes, run=run, skipped=skipped, found=comparison, differences=differences)

    return load


@pytest.fixture
def digests(source):
    """{indicator: digest} as they are kept."""
    return lambda: dict(RefreshPart.objects.filter(source=source).values_list("indicator", "digest"))
