"""What the database keeps true of tokens and programs, whoever writes."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import ApiClientFactory, PersonalTokenFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def refuses(make, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)
    return True


def test_a_token_that_somebody_revoked_says_when():
    assert PersonalTokenFactory(revoked_at=NOW)
    assert PersonalTokenFactory(revoked_at=NOW, revoked_by=PersonFactory())
    assert refuses(PersonalTokenFactory, revoked_by=PersonFactory())


def test_a_revoked_client_says_when_and_by_whom():
    assert ApiClientFactory(revoked_at=NOW, revoked_by=PersonFactory())
    assert refuses(ApiClientFactory, revoked_at=NOW)
    assert refuses(ApiClientFactory, revoked_by=PersonFactory())


def test_a_token_ends_after_it_begins_and_has_a_name():
    assert refuses(PersonalTokenFactory, created_at=NOW, expires_at=NOW)
    assert refuses(PersonalTokenFactory, name="")


def test_a_program_s_account_is_never_active():
    assert refuses(PersonFactory, is_service=True, is_active=True)
    assert PersonFactory(is_service=True, is_active=False)
