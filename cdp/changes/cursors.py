"""A place in the feed as others keep it. It says nothing to them, and can be used again whenever they like."""

import base64
import binascii
import datetime

from django.utils import timezone

MASK = 0x5C61_9E27_D3B0_48FA
LARGEST = 2**63 - 1
PREFIX = "c1"


class NotACursor(Exception):
    """Made up, or cut."""


def encode(position):
    return PREFIX + base64.urlsafe_b64encode((position ^ MASK).to_bytes(8)).decode().rstrip("=")


def decode(text):
    if not text.startswith(PREFIX):
        raise NotACursor(text)
    try:
        place = int.from_bytes(base64.b64decode(f"{text.removeprefix(PREFIX)}=", altchars=b"-_", validate=True)) ^ MASK
    except (binascii.Error, ValueError) as fault:
        raise NotACursor(text) from fault
    if place > LARGEST or encode(place) != text:
        raise NotACursor(text)
    return place


def of_day(day):
    """For an example: where the feed stood as this day began. Places are moments (feed.py)."""
    begins = datetime.datetime.combine(day, datetime.time(), tzinfo=timezone.get_default_timezone())
    return encode(int(begins.timestamp() * 1_000_000))
