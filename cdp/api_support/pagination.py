"""Paging by position: the next page begins after the last row of this one, whatever was added in between."""

import base64
import binascii
import datetime
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from cdp.api_support.problems import BadParameters
from cdp.api_support.shape import SORT, descending
from cdp.as_of.known import known_on

PAGE_SIZE = 100
MAX_PAGE_SIZE = 1000
MADE_UP = (ValueError, TypeError, AttributeError, OverflowError, ValidationError, binascii.Error, RecursionError)
OTHER_ORDER = "This cursor was made for another order ({sort}). Keep that order, or begin anew without a cursor."


@dataclass(frozen=True)
class At:
    """Where a page begins: behind this position in this order, or at the beginning of all."""

    ordering: list
    position: list | None
    backwards: bool = False
    is_counted: bool = False


class KeysetPagination(BasePagination):
    """Pages in the view's order, whose last field is unique. Empty values come first, or last where it runs down.

    A cursor says which order was asked for when it was made: in another one its position means nothing.
    """

    looks_back = False

    @staticmethod
    def take(queryset, number, at):
        """The first rows; a view may know a shorter way to them."""
        # Where nothing is joined to them there is nothing to find out first.
        at_once = at.is_counted or at.position is None
        return queryset[:number] if at_once else _settled(queryset, number)

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.ordering = view.order()
        self.sort = request.query_params.get(SORT, "")
        self.looks_back = view.looks_back
        self.count = queryset.count() if view.counts_rows else None
        size = self._page_size()
        backwards, position, queryset = self._from_cursor(queryset)
        queryset = queryset.order_by(*order(queryset.model, self.ordering, backwards=backwards))
        at = At(self.ordering, position, backwards=backwards, is_counted=view.counts_rows)
        # One row more than asked for tells whether there is another page.
        rows = list(self.take(queryset, size + 1, at))
        has_more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        came_from = position is not None
        self.next = self._link(rows[-1:], "next") if (came_from if backwards else has_more) else None
        self.previous = self._link(rows[:1], "previous") if (has_more if backwards else came_from) else None
        return rows

    def get_paginated_response(self, data):
        links = [f'<{link}>; rel="{rel}"' for rel, link in (("next", self.next), ("prev", self.previous)) if link]
        body = {"next": self.next, "previous": self.previous, "results": data}
        if self.count is not None:
            body = {"count": self.count, **body}
        if self.looks_back:
            body = {"as_of": on.isoformat() if (on := known_on()) else None, **body}
        return Response(body, headers={"Link": ", ".join(links)} if links else None)

    def _page_size(self):
        asked = self.request.query_params.get("page_size", str(PAGE_SIZE))
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MAX_PAGE_SIZE):
            raise BadParameters([("page_size", f"“{asked}” is not a whole number from 1 to {MAX_PAGE_SIZE}.")])
        return int(asked)

    def _from_cursor(self, queryset):
        """(whether the page lies before the position, the position, the rows there); for the first page all rows."""
        text = self.request.query_params.get("cursor")
        if text is None:
            return False, None, queryset
        try:
            made_for, *position = json.loads(base64.urlsafe_b64decode(text.encode()))
            direction, _, sort = made_for.partition(":")
            backwards = direction == "previous"
            if sort == self.sort:
                _check(self.ordering, direction, position)
                # Each field checks its value as it is put into the condition.
                queryset = queryset.filter(beyond(queryset.model, self.ordering, position, backwards=backwards))
        except MADE_UP as fault:
            raise BadParameters(
                [("cursor", "This cursor was not made by us. Follow the links next and previous.")]
            ) from fault
        if sort != self.sort:
            raise BadParameters([("cursor", OTHER_ORDER.format(sort=f"sort={sort}" if sort else "no sort"))])
        return backwards, position, queryset

    def _link(self, rows, direction):
        if not rows:
            return None
        position = [_plain(_value(rows[0], field.removeprefix("-"))) for field in self.ordering]
        made_for = f"{direction}:{self.sort}" if self.sort else direction
        text = base64.urlsafe_b64encode(json.dumps([made_for, *position]).encode()).decode()
        return replace_query_param(self.request.build_absolute_uri(), "cursor", text)

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri", "description": "The address of the page; null if none."}
        after = "https://example.org/api/v1/actions/?cursor=WyJuZXh0Il0%3D"
        as_of = {
            "type": ["string", "null"], "format": "date", "example": "2026-05-03",
            "description": "The day at whose end the figures stood so; null for today’s.",
        }  # fmt: skip
        return {
            "type": "object",
            "required": [*(["as_of"] if self.looks_back else []), "next", "previous", "results"],
            "properties": {
                **({"as_of": as_of} if self.looks_back else {}),
                "count": {
                    "type": "integer", "example": 412,
                    "description": "All rows; left out where counting them would take long.",
                },
                "next": {**link, "example": after},
                "previous": {**link, "example": None},
                "results": schema,
            },
        }  # fmt: skip

    def get_schema_operation_parameters(self, view):
        return [
            {
                "name": "cursor", "in": "query", "required": False, "schema": {"type": "string", "minLength": 1},
                "description": "Where the page begins: taken from the links next and previous, never made up.",
            },
            {
                "name": "page_size", "in": "query", "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
                "description": "Rows a page. CSV has no pages: it holds every row.",
            },
        ]  # fmt: skip


def _settled(queryset, size):
    """The first rows; which ones they are is found out before anything is joined to them.

    Far on in a long list PostgreSQL may otherwise read what is joined from its beginning: 900,000 series for a page.
    """
    return queryset.filter(pk__in=list(queryset.values_list("pk", flat=True)[:size]))


def _check(ordering, direction, position):
    """A made-up cursor must be a fault of the request and not of the database."""
    if direction not in ("next", "previous") or len(position) != len(ordering):
        raise ValueError(direction)
    if any(isinstance(value, (list, dict)) or "\0" in str(value) for value in position):
        raise ValueError(position)


def order(model, fields, *, backwards=False):
    """Empty values first, on every database; unsaid where there are none, as it would bar PostgreSQL from its index."""
    return [_ordered(model, *descending(field), backwards=backwards) for field in fields]


def _ordered(model, field, runs_down, *, backwards):
    can_be_empty = _can_be_empty(model, field)
    if runs_down != backwards:
        return F(field).desc(nulls_last=True if can_be_empty else None)
    return F(field).asc(nulls_first=True if can_be_empty else None)


def _can_be_empty(model, path):
    can_be = False
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        can_be, model = can_be or field.null, field.related_model
    return can_be


def beyond(model, fields, position, *, backwards):
    """The rows after this position, or before it when going backwards."""
    condition, same = Q(), Q()
    for path, value in zip(fields, position, strict=True):
        field, runs_down = descending(path)
        condition |= same & _past(field, value, falls=runs_down != backwards)
        same &= Q(**{f"{field}__isnull": True}) if value is None else Q(**{field: value})
    # Says nothing new, but lets the database enter its index at the position.
    return condition & _bound(model, *descending(fields[0]), position[0], backwards=backwards)


def _bound(model, field, runs_down, value, *, backwards):
    if value is None:
        return Q()
    if runs_down == backwards:
        return Q(**{f"{field}__gte": value})
    # Empty values lie beyond all others where it falls.
    return Q() if _can_be_empty(model, field) else Q(**{f"{field}__lte": value})


def _past(field, value, *, falls):
    if value is None:
        return Q(pk__in=[]) if falls else Q(**{f"{field}__isnull": False})
    if falls:
        return Q(**{f"{field}__lt": value}) | Q(**{f"{field}__isnull": True})
    return Q(**{f"{field}__gt": value})


def _value(row, path):
    """Of a row, or of a row as a dictionary of what its columns hold."""
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


def _plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value
