"""What a record says, as plain values that keep their meaning when its row or its model has gone."""

import datetime
import re
import uuid
from decimal import Decimal

from django.db import models

# PostgreSQL keeps neither in JSON, and a half of a pair cannot be written as UTF-8 at all.
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def snapshot(obj, fields):
    """{field: value} of a record as it is now. Names of relations that are lists are sorted."""
    return {name: plain(getattr(obj, name)) for name in fields}


def differences(before, after):
    """{field: [from, to]} of what is no longer as it was. `after` is the record, or a snapshot of it."""
    now = after if isinstance(after, dict) else snapshot(after, before)
    return {name: [before[name], now[name]] for name in before if before[name] != now[name]}


def plain(value):
    """A value as JSON can hold it: dates as ISO, decimals as text, records as {"id", "name"}."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value.is_finite() else str(value)
    if isinstance(value, datetime.datetime):
        return (value.astimezone(datetime.UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, models.Model):
        return {"id": plain(value.pk), "name": clean(str(value))}
    if isinstance(value, models.Manager | models.QuerySet):
        return sorted((plain(each) for each in value.all()), key=lambda each: (str(each["name"]), str(each["id"])))
    if isinstance(value, dict):
        return {clean(str(key)): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, models.fields.files.FieldFile):
        return clean(value.name or "")
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"An event cannot hold a {type(value).__name__}. Give it as text.")


def clean(text):
    return UNWRITABLE.sub("\ufffd", text)
