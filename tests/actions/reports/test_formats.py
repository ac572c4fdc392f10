"""A report is written in every format by the worker, a restricted one with its mark; a fault in one stops no other."""

import pytest

from actions.reports import making
from cdp.papers import formats, store
from tests.actions.reports.conftest import action_of
from tests.factories import MilestoneFactory

pytestmark = pytest.mark.django_db
ODD = "=cmd|' /C calc'!A0 <script>alert(1)</script> #set page() \\ *_$`@[]{} \u202eabc 👩‍🚀"


def sizes(run):
    return {one.file_format: one.size for one in run.frozen.renderings.all()}


def test_the_longest_kind_is_written_in_every_format(partnership, agency, data_lead, made):
    action = action_of(partnership, agency, "1.1", "late", narrative=ODD, blocker=ODD)
    MilestoneFactory(action=action, title=ODD)

    run = made("extract", data_lead, restricted=True)

    assert set(sizes(run)) == set(formats.FORMATS)
    assert all(size > 100 for size in sizes(run).values())
    assert b"Restricted: for Dee Data" in store.written(run.frozen, "html")
    assert b"<script>alert" not in store.written(run.frozen, "html")


def test_a_format_that_cannot_be_written_stops_no_other_and_is_tried_again(viewer, made, monkeypatch):
    whole = formats.write
    monkeypatch.setattr(formats, "FORMATS", {key: formats.FORMATS[key] for key in ("csv", "json")})
    monkeypatch.setattr(
        formats, "write", lambda paper, key, **more: 1 / 0 if key == "csv" else whole(paper, key, **more)
    )

    run = made("action-log", viewer)

    assert run.state == "made"
    assert set(sizes(run)) == {"json"}
    monkeypatch.setattr(formats, "write", whole)
    assert store.written(run.frozen, "csv")
    assert set(sizes(run)) == {"csv", "json"}
    assert making.RESTRICTED not in str(store.opened(run.frozen).notices)
