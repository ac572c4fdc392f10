"""A source answers in every wrong way that is known of, through the worker; what stands goes on standing."""

import os

import pytest

from indicators.models import Source
from tests.faults import figures
from tests.faults.story import assert_failed, assert_published, assert_untouched
from tests.served import (
    Answer,
    after,
    announcing,
    busy,
    dripping,
    endless,
    gzip_bomb,
    redirect,
    reset,
    slow,
    truncated,
    truncated_gzip,
    unlike,
    web_page,
)

BROKE_OFF = "The connection to the server failed or broke off. It was tried 2 times."
# name: (what is answered to a story, what the run says, whether it may pass and so is tried again)
FAULTS = {
    "hangs": (
        lambda story: slow(60, Answer(story.second)),
        "The server did not answer in time. It was tried 2 times.",
        True,
    ),
    "stops in the middle": (lambda story: _stops(story.second), "The server did not answer in time.", True),
    "hangs up": (lambda story: reset, BROKE_OFF, True),
    "announces more than it sends": (lambda story: truncated(story.second), BROKE_OFF, True),
    "sends more than it announces": (
        lambda story: announcing(len(story.second) // 2, story.second),
        "The server sent more than it had announced",
        True,
    ),
    "packs and breaks off": (lambda story: truncated_gzip(story.second), BROKE_OFF, True),
    "is busy for ever": (lambda story: busy(), "The server answered 429 Too Many Requests.", True),
    "is broken": (lambda story: busy(status=500), "The server answered 500 Internal Server Error.", True),
    "changes a column": (
        lambda story: unlike(story.second, "Value,", "Figure,"),
        "is not in the Fingertips layout: no column for",
        False,
    ),
    "sends a web page": (lambda story: web_page(), "The server sent text/html, not a CSV file.", False),
    "sends a web page as CSV": (
        lambda story: Answer(web_page().body, content_type="text/csv"),
        "is a web page, not a CSV file.",
        False,
    ),
    "sends nothing": (lambda story: b"", "is empty.", False),
    "sends a header alone": (lambda story: story.second.split(b"\n")[0] + b"\n", "has a header but no rows", False),
    "is not there": (lambda story: Answer("", 404), "The server answered 404 Not Found.", False),
    "redirects in a circle": (
        lambda story: redirect(story.path),
        "The server sends us from one address to the next without end.",
        False,
    ),
    "sends a bomb": (lambda story: gzip_bomb(), "The file unpacks to more than 300 times its size.", False),
    "announces too much": (lambda story: endless(is_announced=True), "The file is larger than the 30,000,000", False),
    "sends without end": (lambda story: endless(), "The file is larger than the 30,000,000 bytes", False),
}


def _stops(body):
    def fault(wire, asked):
        wire.head(200, {"Content-Type": "text/csv", "Content-Length": len(body)})
        wire.send(body[: len(body) // 2])
        wire.wait(60)

    return fault


@pytest.mark.parametrize("name", FAULTS)
def test_a_source_that(tell, rounds, name):
    answer, sentence, is_passing = FAULTS[name]
    for _ in rounds(f"a source that {name}"):
        story, oracle = tell()
        story.serve(answer(story))

        run = story.ask()

        assert_failed(story, run, sentence, attempts=3 if is_passing else 1)
        assert_untouched(story, oracle)
        assert Source.objects.get(pk=story.source.pk).failures_in_a_row == 1
        story.serve(story.second)
        assert_published(story, story.ask(), oracle)
        assert Source.objects.get(pk=story.source.pk).failures_in_a_row == 0


@pytest.mark.parametrize(
    "fault",
    [busy(), busy(retry_after=1), busy(status=503), reset],
    ids=["busy", "busy and says until when", "broken", "hanging up"],
)
def test_a_source_that_is_well_again_after_a_while(tell, rounds, fault):
    for _ in rounds("a source that is well again at the second attempt"):
        story, oracle = tell()
        asked = story.site.count(story.path)
        story.serve(after(asked + 3, fault, Answer(story.second)))

        assert_published(story, story.ask(), oracle, attempts=2)


def test_a_source_that_drips(tell, rounds):
    for _ in rounds("a source that drips for several leases"):
        story, oracle = tell()
        drip = dripping(story.second, 0.1, size=1 + len(story.second) // 50)
        story.serve(after(story.site.count(story.path) + 1, drip, Answer(story.second)))

        assert_published(story, story.ask(), oracle, attempts=1)


def test_a_source_that_doubles_its_rows(tell, rounds):
    """Each row twice is each figure once; a row that contradicts another is rejected with it."""
    for _ in rounds("a source that doubles its rows"):
        story, oracle = tell()
        header, *rows = story.second.splitlines(keepends=True)
        story.serve(b"".join([header, *rows, *rows]))

        run = story.ended(story.ask())

        assert run.outcome == "changed"
        found = story.snapshot()
        of_figures = ("observations", "superseded", "series", "readings", "number_of_figures")
        assert {name: found[name] for name in of_figures} == {name: oracle.after[name] for name in of_figures}


@pytest.mark.skipif(int(os.environ.get("ROUNDS", "1")) < 2, reason="2 GiB take a while: with ROUNDS=2 or more")
def test_a_source_that_sends_two_gibibytes(machinery, tell, rounds):
    machinery.end_worker("first")
    machinery.worker("generous", SOURCE_MAX_BYTES="2000000000")
    story, oracle = tell(figures.SMALL)
    story.serve(endless())

    assert_failed(story, story.ask(), "The file is larger than the 2,000,000,000 bytes that are allowed.", attempts=1)

    assert_untouched(story, oracle)
    story.serve(story.second)
    assert_published(story, story.ask(), oracle)
    machinery.end_worker("generous")
