"""Whoever has a token that stops working soon is told of it twice, and of none more often."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.mail import letters
from actions.models import Mail
from cdp import jobs
from cdp.access import expiring, personal
from cdp.jobs.schedule import slots
from cdp.models import Job
from tests.factories import PersonalTokenFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(viewer):
    """On which days before its end a token of so many days is told of, if somebody looks each day or on these."""

    def told(days, looked_at=None):
        token = PersonalTokenFactory(person=viewer, expires_at=timezone.now() + timedelta(days=days))
        found = []
        for left in looked_at or range(days, -2, -1):
            for _ in range(2):
                if expiring.warn(now=token.expires_at - timedelta(days=left) + timedelta(minutes=5)):
                    found.append(left)
        return found

    return told


@pytest.mark.parametrize(
    ("days", "looked_at", "expected"),
    [
        (90, None, [14, 3]),
        (7, None, [3]),
        (14, None, [3]),
        (2, None, []),
        (90, [20, 11, 2, 0], [11, 2]),  # nights were missed
        (90, [20, 1], [1]),
    ],
)
def test_it_is_told_two_weeks_and_three_days_before_and_each_once(told, days, looked_at, expected):
    assert told(days, looked_at) == expected
    assert Mail.objects.count() == len(expected)


def test_the_mail_says_which_until_when_what_to_do_and_why_it_came(viewer):
    token = PersonalTokenFactory(
        person=viewer, name="Power BI", prefix="ab12cd34", expires_at=timezone.now() + timedelta(days=10),
        created_at=timezone.now() - timedelta(days=80), last_used_at=timezone.now(),
    )  # fmt: skip
    assert expiring.warn() == 1

    mail = Mail.objects.get()
    body = letters.body_of(mail)
    assert (mail.to, mail.state) == (viewer.email, "waiting")
    assert mail.subject.startswith("Your API token “Power BI” stops working on ")
    assert "cdp_ab12cd34" in body
    assert "It was last used on" in body
    assert "/account/api-tokens/" in body
    assert "You get this email because this token belongs to your account here." in body
    assert token.digest not in body
    assert "To get no more" not in body


def test_nobody_is_told_of_what_opens_nothing_any_more(viewer, stranger):
    now = timezone.now()
    long_ago, soon = now - timedelta(days=80), now + timedelta(days=2)
    PersonalTokenFactory(person=viewer, created_at=long_ago, expires_at=now - timedelta(seconds=1))
    PersonalTokenFactory(person=viewer, created_at=long_ago, expires_at=soon, revoked_at=now, revoked_by=viewer)
    stranger.is_active = False
    stranger.save()
    PersonalTokenFactory(person=stranger, created_at=long_ago, expires_at=soon)

    assert expiring.warn() == 0
    assert not Mail.objects.exists()


def test_a_token_that_is_made_in_the_place_of_another_is_told_of_by_itself(viewer, token_of):
    old, _ = token_of(viewer, days=30, ago=timedelta(days=20))
    assert expiring.warn() == 1
    personal.revoke_token(token=old, by=viewer)
    token_of(viewer, days=30)

    assert expiring.warn(now=old.expires_at - timedelta(days=1)) == 0
    assert expiring.warn(now=timezone.now() + timedelta(days=20)) == 1


def test_it_is_the_job_of_each_morning(viewer):
    PersonalTokenFactory(
        person=viewer, created_at=timezone.now() - timedelta(days=80), expires_at=timezone.now() + timedelta(days=2)
    )
    [slot] = [each for each in slots(timezone.now()) if each.kind == "warn_of_tokens"]
    slot.ask()

    job = jobs.run_here(Job.objects.get(kind="warn_of_tokens"))

    assert job.state == "done"
    assert Mail.objects.filter(subject__contains="stops working").count() == 1
