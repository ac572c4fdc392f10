"""A paper for machines: a zip with a CSV file for each table, and what describes them.

Beside `<name>.csv` stands `<name>.csv-metadata.json` (CSV on the Web, the recommendation of the W3C); datapackage.json
describes all of them to Frictionless tools, README.txt to people.
"""

import hashlib
import json
import re

from cdp.papers import csv_tables, zipped
from cdp.papers.content import MARKS, clean
from cdp.papers.fitting import one_line

CONTEXT = "http://www.w3.org/ns/csvw"
DATATYPES = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "date": {"base": "date", "format": "yyyy-MM-dd"},
}
DATE_FORMAT = {"format": "%Y-%m-%d"}


def write(paper) -> bytes:
    files = csv_tables.files(paper)
    tables = {file.name: csv_tables.to_csv(file) for file in files}
    entries = [
        ("README.txt", readme(paper, files).encode()),
        ("datapackage.json", _json(datapackage(paper, files, tables))),
    ]
    for file in files:
        entries.append((f"{file.name}.csv", tables[file.name]))
        entries.append((f"{file.name}.csv-metadata.json", _json(metadata(paper, file))))
    return zipped.packed(entries)


def metadata(paper, file) -> dict:
    """CSVW of one file: what each column is called and holds."""
    language = paper.language.partition("-")[0]
    schema = {
        "columns": [
            {
                "name": field.name,
                "titles": list(dict.fromkeys([field.name, field.title])),
                "datatype": DATATYPES[field.kind],
                "null": "",
            }
            | ({"dc:description": field.about} if field.about else {})
            for field in file.fields
        ]
    }
    if file.key:
        schema["primaryKey"] = list(file.key)
    said = {
        "@context": [CONTEXT, {"@language": language}],
        "url": f"{file.name}.csv",
        "dc:title": file.title,
        "dc:publisher": clean(paper.publisher),
        "dc:language": paper.language,
        "dc:source": file.source,
        "dc:date": clean(paper.as_at),
        "dc:isPartOf": clean(paper.title),
        "dc:accessRights": clean(paper.watermark),
        "rdfs:comment": list(file.notes),
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tableSchema": schema,
    }
    return {name: value for name, value in said.items() if value not in ("", [])}


def datapackage(paper, files, tables) -> dict:
    said = {
        "name": re.sub(r"[^a-z0-9]+", "-", one_line(paper.title).lower()).strip("-")[:80] or "paper",
        "title": clean(paper.title),
        "description": "\n\n".join(clean(text) for text in (paper.watermark, *paper.notices, paper.subtitle) if text),
        "created": clean(paper.as_at),
        "homepage": clean(paper.address),
        "contributors": [{"title": clean(paper.publisher), "role": "publisher"}],
        "profile": "tabular-data-package",
    }
    resources = [
        {
            "name": file.name,
            "path": f"{file.name}.csv",
            "title": file.title,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(tables[file.name]),
            "hash": f"sha256:{hashlib.sha256(tables[file.name]).hexdigest()}",
            "schema": _table_schema(file),
        }
        | ({"sources": [{"title": file.source}]} if file.source else {})
        for file in files
    ]
    return {name: value for name, value in said.items() if value} | {"resources": resources}


def _table_schema(file):
    fields = [
        {"name": field.name, "title": field.title, "type": field.kind} | (DATE_FORMAT if field.kind == "date" else {})
        for field in file.fields
    ]
    return {"fields": fields, "missingValues": [""]} | ({"primaryKey": list(file.key)} if file.key else {})


def readme(paper, files) -> str:
    lines = [
        clean(paper.title),
        *(clean(text) for text in (paper.watermark, *paper.notices, paper.subtitle) if text),
        "",
    ]
    lines += [f"Publisher: {clean(paper.publisher)}", f"As at: {clean(paper.as_at_words)}"]
    lines += [f"{clean(name)}: {clean(said)}" for name, said in paper.facts]
    lines += [f"On the web: {clean(paper.address)}"] if paper.address else []
    lines += ["", "Files", ""]
    lines += [f"{file.name}.csv  {file.title}" for file in files]
    lines += [
        "",
        "How to read them",
        "",
        "The files are comma-separated, UTF-8, with one row of headings and Windows line ends.",
        "Beside each stands its description by CSV on the Web (-metadata.json); datapackage.json describes all.",
        "A column of figures has the number, not rounded; the column ending in _text has it as printed.",
        "Dates are written year-month-day. An empty cell means that nothing is recorded.",
        "A text that a spreadsheet would take for a formula begins with an apostrophe.",
    ]
    if marks := paper.marks():
        lines += ["", "Shorthand, in the columns ending in _mark and in square brackets elsewhere", ""]
        lines += [f"{mark}  {MARKS[mark]}" for mark in marks]
    return "\r\n".join("\r\n".join(line.split("\n")) for line in lines) + "\r\n"


def _json(said):
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
