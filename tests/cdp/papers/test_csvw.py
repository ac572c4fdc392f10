import csv
import hashlib
import io
import json
import zipfile

import pytest

from cdp.papers import csv_tables, csvw
from cdp.papers.content import Column, Day, Figure, Kind, Table, Text
from tests.cdp.papers import made


def parts(paper):
    with zipfile.ZipFile(io.BytesIO(csvw.write(paper))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def metadata(found, name):
    return json.loads(found[f"{name}.csv-metadata.json"])


def test_every_table_is_a_file_with_its_description():
    found = parts(made.sample_paper())

    assert list(found)[:4] == ["README.txt", "datapackage.json", "scorecard.csv", "scorecard.csv-metadata.json"]
    tables = {name for name in found if name.endswith(".csv")}
    assert tables == {f"{table.key}.csv" for _, table in made.sample_paper().every_table()} | {"text.csv", "about.csv"}
    assert {f"{name}-metadata.json" for name in tables} <= set(found)


def test_figures_are_the_number_the_words_and_the_mark():
    assert rows(parts(made.sample_paper())["scorecard.csv"])[:5] == [
        ["indicator", "period", "value", "value_text", "value_mark", "england", "england_text", "england_mark",
         "standing", "published"],
        ["Adults in treatment", "2024/25", "1234.0", "1,234", "", "310863", "310,863", "", "Not compared",
         "2025-11-03"],
        ["Left prison and began treatment", "2024/25", "46.27", "46.3%", "", "57.1", "57.1%", "", "Worse",
         "2025-11-03"],
        ["Deaths from drug misuse, each 100,000 people", "2022 - 24", "8.04", "8.0 [p]", "p", "6.1", "6.1", "",
         "Worse", "2025-10-17"],
        ["Young people in treatment", "2024/25", "", "[c]", "c", "16212", "16,212", "", "Not compared", "2025-11-03"],
    ]  # fmt: skip


def test_the_description_keeps_to_csv_on_the_web():
    found = parts(made.sample_paper())
    said = metadata(found, "scorecard")

    assert said["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert said["url"] == "scorecard.csv"
    assert said["rdfs:comment"] == list(made.SCORECARD.notes)
    assert said["dc:source"] == made.SOURCE
    assert said["tableSchema"]["primaryKey"] == ["indicator"]
    assert {one["name"]: one["datatype"] for one in said["tableSchema"]["columns"]} == {
        "indicator": "string", "period": "string", "value": "decimal", "value_text": "string", "value_mark": "string",
        "england": "decimal", "england_text": "string", "england_mark": "string", "standing": "string",
        "published": {"base": "date", "format": "yyyy-MM-dd"},
    }  # fmt: skip


@pytest.mark.parametrize("paper", [made.sample_paper, made.odd_paper, made.empty_paper, made.big_paper])
def test_every_description_fits_its_file(paper):
    found = parts(paper())

    package = {one["path"]: one for one in json.loads(found["datapackage.json"])["resources"]}
    for name in [name for name in found if name.endswith(".csv")]:
        columns = metadata(found, name.removesuffix(".csv"))["tableSchema"]["columns"]
        header = rows(found[name])[0]
        assert [one["name"] for one in columns] == header
        assert all(one["name"] in one["titles"] for one in columns)
        assert [one["name"] for one in package[name]["schema"]["fields"]] == header
        assert package[name]["bytes"] == len(found[name])
        assert package[name]["hash"] == f"sha256:{hashlib.sha256(found[name]).hexdigest()}"
        assert {len(row) for row in rows(found[name])} == {len(header)}


def test_a_key_is_told_only_where_it_is_one():
    twice = Table("t", "T", (Column("a", "A"), Column("b", "B")), (("1", "x"), ("1", "y")), identity=("a",))
    empty = Table("u", "U", (Column("a", "A"), Column("b", "B")), (("", "x"),), identity=("a",))
    found = parts(made.paper_of(twice, empty))

    assert "primaryKey" not in metadata(found, "t")["tableSchema"]
    assert "primaryKey" not in metadata(found, "u")["tableSchema"]


def test_columns_get_names_that_machines_take_and_none_twice():
    columns = (
        Column("Value (%)", "A", Kind.NUMBER), Column("value_text", "B"), Column("2024/25", "C"), Column("…", "D"),
        Column("value", "E"),
    )  # fmt: skip
    table = Table("t", "T", columns, ((Figure("1", 1), "b", "c", "d", "e"),))

    assert rows(parts(made.paper_of(table))["t.csv"]) == [
        ["value", "value_text", "value_text_2", "c_2024_25", "column", "value_2"],
        ["1", "1", "b", "c", "d", "e"],
    ]


def test_dates_are_iso_dates_and_keep_other_words():
    table = Table(
        "t", "T", (Column("due", "Due", Kind.DATE),),
        ((Day("by the autumn", "2026-09-30"),), (None,), (Day("soon", "soon"),), ("never",)),
    )  # fmt: skip

    assert rows(parts(made.paper_of(table))["t.csv"]) == [
        ["due", "due_text"], ["2026-09-30", "by the autumn"], ["", ""], ["", "soon"], ["", "never"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1+1", "'=1+1"), ("+44 20", "'+44 20"), ("-", "'-"), ("@a", "'@a"), ("\tb", "'\tb"), ("'=1", "''=1"),
     ("'tis", "'tis"), ("a=b", "a=b")],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text, written):
    table = Table("t", "T", (Column("a", "A"),), ((text,),))

    assert rows(parts(made.paper_of(table))["t.csv"])[1] == [written]


@pytest.mark.parametrize("value", [1e-07, -0.5, 12345678901234.5, 0, -3])
def test_a_number_is_written_in_full(value):
    table = Table("t", "T", (Column("a", "A", Kind.NUMBER),), ((Figure("x", value),),))

    [cell, _] = rows(parts(made.paper_of(table))["t.csv"])[1]
    assert float(cell) == value
    assert "e" not in cell


def test_files_get_names_that_every_machine_takes():
    keys = ["con", "text", "about", "table-text", "x" * 90, "x" * 85]
    paper = made.paper_of(*(Table(key, key, (Column("a", "A"),), ()) for key in keys))

    names = [file.name for file in csv_tables.files(paper)]

    assert names[:4] == ["table-con", "table-text", "table-about", "table-table-text"]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) == 80


def test_the_running_text_and_the_cover_are_files_too():
    found = parts(made.paper_of(Text(("One.",), numbered=True, heading="Purpose"), made.long_table(1)))

    assert rows(found["text.csv"])[1:] == [
        ["The only section", "Heading", "Purpose", ""],
        ["The only section", "Paragraph 1.1", "One.", ""],
        ["The only section", "Table", "Action log, 1 actions", "log"],
    ]
    assert rows(found["about.csv"])[1] == ["title", "Nothing yet"]


def test_the_readme_says_what_a_person_has_to_know():
    said = parts(made.sample_paper())["README.txt"].decode().split("\r\n")

    assert said[:3] == [
        "Northshire Combating Drugs Partnership: progress, quarter 4 of 2025/26",
        "Restricted",
        "Sample data, made up. No figure here is about a real place.",
    ]
    assert "As at: 12 March 2026, 9:30am" in said
    assert "c  withheld to protect people" in said
    assert "scorecard.csv  What the figures say, latest figures of each indicator" in said


def test_the_same_paper_gives_the_same_bytes():
    assert csvw.write(made.sample_paper()) == csvw.write(made.sample_paper())
