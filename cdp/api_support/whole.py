"""Whole lists as files: CSV as it is read from the database, and an Excel workbook that a screen reader can use."""

import contextlib

from django.conf import settings
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from rest_framework import serializers

from cdp import audit, exports
from cdp.api_support.problems import TooLarge

FORMATS = ("csv", "xlsx")
ROWS_AT_ONCE = 500
TOO_MANY_FOR_EXCEL = (
    "This would be a workbook of more than {most:,} rows, which programs for spreadsheets and we ourselves find hard. "
    "Narrow it with filters, or take the same as CSV, which has no limit: {csv}"
)


def respond(view, queryset, ordering):
    """The rows of a viewset that are asked for as a file, in order."""
    name = view.basename
    if view.file_format == "csv" and view.rows:
        rows = view.rows(view.shown_fields(view.rows.names), queryset)
        return streamed(name, _as_written(rows.for_csv(ordering), rows.shown))
    queryset = queryset.order_by(*ordering)
    fields = {
        field: each
        for field, each in view.get_serializer().fields.items()
        if not isinstance(each, serializers.BaseSerializer)
    }
    columns = [exports.Column(field, field, _is_number(each)) for field, each in fields.items()]
    if view.file_format == "xlsx":
        _refuse_long(view, queryset)
        return exports.respond("xlsx", exports.Table(name, name, columns, _rows(view, queryset, fields)))
    return streamed(name, exports.csv_chunks(columns, _rows(view, queryset, fields)))


def streamed(name, pieces):
    audit.exported(title=name, file_format="csv")
    # The first rows are there before a word is sent: what fails can still be told.
    response = StreamingHttpResponse(_begun(next(pieces), pieces), content_type=exports.CSV_TYPE)
    response._resource_closers.append(pieces.close)
    response["Content-Disposition"] = f'attachment; filename="{exports.file_name(name, "csv")}"'
    return response


def _begun(first, pieces):
    yield first
    yield from pieces


@contextlib.contextmanager
def one_moment():
    """All that is asked within is of one moment, however many statements it takes.

    Within a transaction PostgreSQL hands rows out as it finds them, too, and does not put all of them by first.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _is_number(field):
    return isinstance(field, serializers.IntegerField | serializers.FloatField | serializers.DecimalField)


def _as_written(pieces, names):
    head = "\ufeff" + ",".join(names) + "\r\n"
    yield (head + next(pieces, "")).encode()
    for lines in pieces:
        yield lines.encode()


def _rows(view, queryset, names):
    serializer = view.get_serializer()
    with one_moment():
        for row in queryset.iterator(chunk_size=ROWS_AT_ONCE):
            shown = serializer.to_representation(row)
            yield [_cell(shown[name]) for name in names]


def _cell(value):
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _refuse_long(view, queryset):
    most = settings.API_MOST_WORKBOOK_ROWS
    if queryset.order_by().values("pk")[: most + 1].count() > most:
        address = view.request.build_absolute_uri().replace(".xlsx", ".csv").replace("format=xlsx", "format=csv")
        raise TooLarge(TOO_MANY_FOR_EXCEL.format(most=most, csv=address), limit=most, instead=address)
