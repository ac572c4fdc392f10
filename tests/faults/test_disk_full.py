"""There is no room for the file of a source."""

import contextlib
import resource
import subprocess

import pytest

from tests.faults import figures
from tests.faults.machinery import processes_of
from tests.faults.story import assert_failed, assert_published, assert_untouched

ROOM = 1 << 20


@contextlib.contextmanager
def small_disk(machinery, story):
    """A file system of its own for the source's files, for which a user needs to be root."""
    folder = machinery.media / "sources" / story.source.slug
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("Only root can mount a small file system.")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def small_quota(machinery, story):
    """No process of the worker may write a larger file."""
    numbers = processes_of(machinery.worker())
    before = {number: resource.prlimit(number, resource.RLIMIT_FSIZE) for number in numbers}
    for number, (_, hard) in before.items():
        resource.prlimit(number, resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        for number, limits in before.items():
            resource.prlimit(number, resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("limit", [small_disk, small_quota])
def test_there_is_no_room_for_the_file(machinery, tell, rounds, limit):
    for _ in rounds(f"no room for the raw file: {limit.__name__}"):
        story, oracle = tell(figures.LARGE)
        with limit(machinery, story):
            run = story.ask()
            assert_failed(story, run, f"There is no room left on the disk for the file {story.path[1:]}.")
            assert_untouched(story, oracle)

        assert_published(story, story.ask(), oracle)
