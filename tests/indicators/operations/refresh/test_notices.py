"""Those who follow a source hear of it, once."""

import pytest
from django.core import mail

from cdp import jobs
from cdp.models import Job
from indicators import emails
from indicators.models import Notice, Refresh
from indicators.operations.notices import follow, stop_following, tell_subscribers
from indicators.operations.refresh import refresh
from tests.factories import PersonFactory
from tests.indicators.fingertips import row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def follower(source):
    person = PersonFactory(email="ada@example.org", name="Ada")
    follow(source=source, by=person)
    return person


def told():
    for job in Job.objects.filter(kind="tell_subscribers", state="waiting"):
        jobs.run_here(job)
    return [(message.to, message.subject) for message in mail.outbox]


def test_a_follower_gets_one_email_about_changed_figures(source, file, follower):
    write(file, row())
    run = refresh(source=source)

    assert told() == [(["ada@example.org"], f"{source.name}: figures changed")]
    assert told() == told()
    message = mail.outbox[0].body
    assert f"http://localhost:8000{run.get_absolute_url()}" in message
    assert "1 figures added" not in message
    assert Notice.objects.get().sent_at is not None


def test_nobody_is_told_of_a_run_that_changed_nothing(source, file, follower):
    write(file, row())
    refresh(source=source)
    told()

    refresh(source=source)

    assert len(told()) == 1


@pytest.mark.parametrize(
    ("content", "publishing", "words"),
    [(b"", "at_once", "a refresh failed"), (None, "after_review", "new figures wait for a review")],
)
def test_followers_hear_of_failures_and_of_what_waits(source, file, follower, content, publishing, words):
    source.publishing = publishing
    source.save()
    if content is None:
        write(file, row())
    else:
        file.write_bytes(content)

    refresh(source=source)

    assert told() == [(["ada@example.org"], f"{source.name}: {words}")]


def test_a_mail_server_that_fails_is_tried_again_and_nobody_is_told_twice(source, file, follower, monkeypatch):
    other = PersonFactory(email="bea@example.org")
    follow(source=source, by=other)
    write(file, row())
    run = refresh(source=source)
    sent = emails.send_notice

    def fail_for_bea(notice):
        if notice.person == other:
            raise ConnectionRefusedError("no mail server")
        sent(notice)

    with monkeypatch.context() as patch:
        patch.setattr(emails, "send_notice", fail_for_bea)
        with pytest.raises(ConnectionRefusedError):
            tell_subscribers(run=run)

    assert tell_subscribers(run=run) >= 1
    assert sorted(message.to[0] for message in mail.outbox) == ["ada@example.org", "bea@example.org"]


def test_who_stopped_following_hears_nothing(source, file, follower):
    stop_following(source=source, by=follower)
    write(file, row())

    assert refresh(source=source).outcome == Refresh.Outcome.CHANGED
    assert told() == []


def test_following_twice_is_following_once(source, follower):
    follow(source=source, by=follower)

    assert source.subscriptions.count() == 1
