"""The functions of Power Query M that examples use. Each takes the options that it knows and no others."""

import csv
import datetime
import json
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

OPTIONS_OF_CONTENTS = {"RelativePath", "Query", "Headers"}
CULTURES = {"en-GB"}
UTF_8 = 65001
# What is asked for beside the machine's own proxy, which does not know this machine's servers.
directly = build_opener(ProxyHandler({}))


@dataclass
class Table:
    columns: list
    rows: list


def contents(base, options):
    """Web.Contents. Power BI refreshes by itself only where the first argument is a text and the rest in options."""
    assert options.keys() <= OPTIONS_OF_CONTENTS, options
    parts = urlsplit(base)
    assert all((parts.scheme, parts.netloc, not parts.query)), base
    query = options.get("Query", {})
    assert all(isinstance(value, str) for value in query.values()), query
    assert not options["RelativePath"].startswith("/")
    address = f"{base.rstrip('/')}/{options['RelativePath']}" + (f"?{urlencode(query)}" if query else "")
    with directly.open(Request(address, headers=options.get("Headers", {})), timeout=60) as answer:
        return answer.read()


def csv_document(content, options):
    assert options == {"Delimiter": ",", "Encoding": UTF_8}
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    columns = [f"Column{number + 1}" for number in range(len(rows[0]))]
    return Table(columns, [dict(zip(columns, row, strict=True)) for row in rows])


def promote_headers(table):
    columns = [table.rows[0][name] for name in table.columns]
    assert len(set(columns)) == len(columns)
    return Table(columns, [dict(zip(columns, row.values(), strict=True)) for row in table.rows[1:]])


def select_columns(table, columns):
    assert not (missing := set(columns) - set(table.columns)), missing
    return Table(columns, [{name: row[name] for name in columns} for row in table.rows])


def transform_types(table, types, culture):
    assert culture in CULTURES
    kinds = dict(types)
    assert not (missing := kinds.keys() - set(table.columns)), missing
    rows = [{name: TYPES[kinds[name]](value) if name in kinds else value for name, value in row.items()}
            for row in table.rows]  # fmt: skip
    return Table(table.columns, rows)


def _of_type(made):
    return lambda value: None if value in ("", None) else made(value)


TYPES = {
    "number": _of_type(float),
    "date": _of_type(datetime.date.fromisoformat),
    "text": _of_type(str),
}


def from_records(records):
    columns = list(dict.fromkeys(name for record in records for name in record))
    return Table(columns, [{name: record[name] for name in columns} for record in records])


def generate(initial, condition, following, selector):
    made, value = [], initial()
    while condition(value) is True:
        made.append(selector(value))
        value = following(value)
        assert len(made) < 1000
    return made


def parts(address):
    """Uri.Parts, as far as its query goes."""
    return {"Query": dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))}


LIBRARY = {
    "Web.Contents": contents,
    "Csv.Document": csv_document,
    "Json.Document": json.loads,
    "Table.PromoteHeaders": promote_headers,
    "Table.SelectColumns": select_columns,
    "Table.TransformColumnTypes": transform_types,
    "Table.FromRecords": from_records,
    "List.Generate": generate,
    "List.Combine": lambda lists: [each for one in lists for each in one],
    "Uri.Parts": parts,
}
