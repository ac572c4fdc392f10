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


def respond(view, queryset):
    """The rows of a viewset that are asked for as a file, in order."""
    name = view.basename
    if view.file_format == "csv" and view.rows:
        return _streamed(view, queryset, view.shown_fields(view.rows.names))
    fields = {
        field: each
        for field, each in view.get_serializer().fields.items()
        if not isinstance(each, serializers.BaseSerializer)
    }
    columns = [exports.Column(field, field, _is_number(each)) for field, each in fields.items()]
    if view.file_format == "xlsx":
        _refuse_long(view, queryset)
        return exports.respond("xlsx", exports.Table(name, name, columns, _rows(view, queryset, fields)))
    return _streamed(view, queryset, list(fields))


def _streamed(view, queryset, names):
    name, pieces = view.basename, _pieces(view, queryset, names)
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
def one_statement():
    """Within a transaction PostgreSQL hands rows out as it finds them, and does not put all of them by first."""
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield


def _is_number(field):
    return isinstance(field, serializers.IntegerField | serializers.FloatField | serializers.DecimalField)


def _pieces(view, queryset, names):
    if view.rows is None:
        rows = _rows(view, queryset, names)
        yield from exports.csv_chunks([exports.Column(name, name) for name in names], rows)
        return
    head = "\ufeff" + ",".join(names) + "\r\n"
    for lines in view.rows(names).for_csv(queryset):
        yield (head + lines).encode()
        head = ""


def _rows(view, queryset, names):
    serializer = view.get_serializer()
    with one_statement():
        for row in queryset.iterator(chunk_size=ROWS_AT_ONCE):
            shown = serializer.to_representation(row)
            yield [_cell(shown[name]) for name in names]


def _cell(value):
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _refuse_long(view, queryset):
    most = settings.API_MOST_WORKBOOK_ROWS
    if queryset.order_by().values("pk")[: most + 1].count() > most:
        address = view.request.build_absolute_uri().replace(".xlsx", ".csv").replace("format=xlsx", "format=csv")
        raise TooLarge(TOO_MANY_FOR_EXCEL.format(most=most, csv=address))
