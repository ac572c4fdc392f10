"""Asserting that the database itself refuses a row."""

import pytest
from django.db import IntegrityError, transaction


def refuses(constraint, factory, **values):
    """The row is refused, and by this constraint.

    A CHECK is named; of the others SQLite says only "UNIQUE" or "NOT NULL", and PostgreSQL much the same.
    """
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        factory(**values)
    assert constraint.lower() in str(caught.value).lower().replace("-", " ")
