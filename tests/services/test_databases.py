"""What could keep a test database from being dropped."""

import pytest
from django.db import OperationalError, connection

from tests.databases import end_other_sessions

pytestmark = pytest.mark.django_db


def test_sessions_that_somebody_left_are_ended_and_ours_is_not():
    left = connection.copy()
    try:
        left.ensure_connection()
        end_other_sessions()

        with pytest.raises(OperationalError), left.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        left.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
