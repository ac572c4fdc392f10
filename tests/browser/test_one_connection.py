"""Chromium does not bring a second connection to the database, which would keep it from being dropped."""

import asyncio

import pytest
from django.db import connections


@pytest.mark.django_db
def test_the_connection_is_the_same_with_chromium_as_without(chromium):
    beside_chromium = connections["default"]

    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    try:
        without = connections["default"]
    finally:
        asyncio._set_running_loop(loop)

    assert beside_chromium is without
