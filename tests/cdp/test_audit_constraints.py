"""What the database itself refuses of the audit."""

import pytest

from tests.factories import AuditDayFactory, AuditEventFactory
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("missing", ["kind", "digest"])
def test_an_event_says_what_was_done_and_has_its_digest(missing):
    refuses("an_event_says_what_was_done", AuditEventFactory, **{missing: ""})


def test_a_closed_day_has_its_digest_and_is_closed_once():
    refuses("a_closed_day_has_its_digest", AuditDayFactory, digest="")
    refuses("UNIQUE", AuditDayFactory, day=AuditDayFactory().day)
