import pytest

from cdp import audit

pytestmark = pytest.mark.django_db


def test_signing_in_and_out_is_told_with_the_way_it_was_done(lead_officer):
    came = audit.signed_in(person=lead_officer, method="passkey")
    went = audit.signed_out(person=lead_officer)

    assert (came.kind, came.person, came.changes) == ("person.signed_in", lead_officer, {"method": [None, "passkey"]})
    assert (went.kind, went.person, went.subject_id) == ("person.signed_out", lead_officer, str(lead_officer.pk))


def test_a_refused_sign_in_is_told_of_the_account_that_was_tried_and_names_nobody(lead_officer):
    event = audit.refused_sign_in(reason="Wrong password", email=" Officer@example.org", method="password")

    assert (event.kind, event.person_id, event.subject_name) == ("person.sign_in_refused", None, "Olu Officer")
    assert (event.reason, event.changes) == ("Wrong password", {"method": [None, "password"]})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("nobody@example.org", "…@example.org"), ("my secret password", "…"), ("a\0b\ud800@x.org", "…@x.org")],
)
def test_of_an_address_that_belongs_to_nobody_only_the_end_is_kept(typed, kept):
    event = audit.refused_sign_in(reason="No such account", email=typed)

    assert (event.subject_name, event.changes) == ("", {"email": [None, kept]})
