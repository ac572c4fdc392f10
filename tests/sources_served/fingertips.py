"""Answers like Fingertips: the same paths, parameters, formats and faults.

data/fingertips_metadata.json is a cut of the real metadata (Office for Health Improvement and Disparities, Open
Government Licence v3.0; the long texts about interval methods left out). The figures are made up.
"""

import csv
import io
import json
from pathlib import Path

from tests.served import NOT_FOUND, Answer

METADATA = json.loads((Path(__file__).parent / "data" / "fingertips_metadata.json").read_text(encoding="utf-8"))
POLARITIES = {"92454": "Not applicable      ", "90244": "RAG - High is good  ", "91380": "RAG - Low is good   "}
AREA_TYPES = {
    15: "England",
    6: "Regions (statistical)",
    402: "Upper tier local authorities (4/21-3/23)",
    501: "Lower tier local authorities (post 4/23)",
    502: "Upper tier local authorities (post 4/23)",
}
AREAS = {
    15: [("E92000001", "England")],
    6: [("E12000001", "North East region (statistical)")],
    402: [("E06000001", "Hartlepool"), ("E06000002", "Middlesbrough"), ("E10000006", "Cumbria")],
    501: [("E06000001", "Hartlepool"), ("E07000008", "Cambridge")],
    502: [("E06000001", "Hartlepool"), ("E06000002", "Middlesbrough"), ("E06000063", "Cumberland")],
}
PROFILES = {19: "Public Health Outcomes Framework", 87: "Local Alcohol Profiles for England"}
VALUE_NOTES = {0: "", 100: "Value suppressed for disclosure control reasons", 300: "Value estimated"}
HEADER = (
    "Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex", "Age",
    "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit",
    "Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend",
    "Compared to England value or percentiles", "", "Time period Sortable", "New data", "Compared to goal",
    "Time period range",
)  # fmt: skip
DECILES = "County & UA deprivation deciles in England (IMD2019, 4/21 geography)"
FIRST_YEAR, YEARS = 2017, 5


class Fingertips:
    """A handler. What it has figures of, and what goes wrong, may be changed by a test."""

    def __init__(self):
        # {indicator: the area types that it has figures for}
        self.available = {number: {502, 15, 6} for number in METADATA} | {"91182": {402, 15, 6}, "91123": {402, 15, 6}}
        self.in_profile = {19: ["92432", "90244"], 87: ["91380", "92432"]}
        # By indicator: an answer or a fault in place of its figures; and indicators whose answer is a header line.
        self.faults, self.without_figures, self.moved = {}, set(), {}

    def __call__(self, asked):
        query = asked.query
        paths = {
            "/api/area_types": lambda: _json([{"Id": n, "Name": t, "Short": t[:20]} for n, t in AREA_TYPES.items()]),
            "/api/available_data": self._available,
            "/api/profiles": lambda: _json([{"Id": n, "Name": t, "Key": t.lower()} for n, t in PROFILES.items()]),
            "/api/value_notes": lambda: _json([{"Id": n, "Text": t} for n, t in VALUE_NOTES.items()]),
            "/api/areas/by_area_type": lambda: self._areas(query),
            "/api/indicator_metadata/by_indicator_id": lambda: self._metadata(query),
            "/api/indicator_metadata/csv/by_indicator_id": lambda: self._metadata_csv(query),
            "/api/all_data/csv/by_indicator_id": lambda: self._figures(query),
            "/api/all_data/csv/by_profile_id": lambda: self._figures_of_profile(query),
            "/api/latest_data/specific_indicators_for_child_areas": lambda: self._newest(query),
        }
        answer = paths.get(asked.path)
        return answer() if answer else NOT_FOUND

    def _available(self):
        pairs = [(number, area_type) for number, types in self.available.items() for area_type in sorted(types)]
        return _json([{"IndicatorId": int(number), "AreaTypeId": area_type} for number, area_type in pairs])

    def _areas(self, query):
        if refused := _refuse(query, "area_type_id"):
            return refused
        number = int(query["area_type_id"])
        return _json([{"Code": c, "Name": n, "Short": n, "AreaTypeId": number} for c, n in AREAS[number]])

    def _metadata(self, query):
        numbers = query.get("indicator_ids", "").split(",")
        assert len(numbers) <= 100
        return _json({number: METADATA[number] for number in numbers if number in METADATA})

    def _metadata_csv(self, query):
        rows = [("Indicator ID", "Indicator", "Definition", "Unit", "Value type", "Year type", "Polarity")]
        for number in query["indicator_ids"].split(","):
            if entry := METADATA.get(number):
                kinds = (entry["Unit"]["Label"], entry["ValueType"]["Name"], entry["YearType"]["Name"])
                rows.append((number, entry["Descriptive"]["Name"], "", *kinds, POLARITIES.get(number, "")))
        return _csv(rows)

    def _figures(self, query):
        refused = _refuse(query, "indicator_ids", "child_area_type_id", "parent_area_type_id")
        number = query.get("indicator_ids", "")
        return refused or self.faults.get(number) or _csv([_header(query), *self._rows(number, query)])

    def _figures_of_profile(self, query):
        if refused := _refuse(query, "profile_id", "child_area_type_id", "parent_area_type_id"):
            return refused
        numbers = self.in_profile[int(query["profile_id"])]
        return _csv([_header(query), *(row for number in numbers for row in self._rows(number, query))])

    def _rows(self, number, query):
        area_type = int(query["child_area_type_id"])
        if number in self.without_figures or area_type not in self.available.get(number, ()):
            return
        for place, year in enumerate(range(FIRST_YEAR, FIRST_YEAR + YEARS)):
            is_newest = place == YEARS - 1
            for code, name, parent in _places(area_type):
                yield self._row(number, year, code, name, parent, is_newest=is_newest)
            for decile in ("Most deprived decile (IMD2019)", "Least deprived decile (IMD2019)") if is_newest else ():
                yield self._row(number, year, "E92000001", "England", ("", ""), category=decile, is_newest=True)

    def _row(self, number, year, code, name, parent, *, category="", is_newest=False):
        entry = METADATA[number]
        value = self.moved.get((number, code), 20 + int(code[-2:])) + (year - FIRST_YEAR) / 10
        figures = [value, *(value * part for part in (0.9, 1.1, 0.85, 1.15)), 1352.333333, 5000]
        is_suppressed = code == "E06000002" and number == "92904" and is_newest
        if is_suppressed:
            figures = ["", "", "", "", "", "", 5000]
        label = f"{year}/{(year + 1) % 100:02}" if entry["YearType"]["Name"] == "Financial" else str(year)
        judged = ("No significant change", "Worse", "Similar") if is_newest and not category else ("", "", "")
        if code == "E92000001":
            judged = (judged[0], "Not compared", "Not compared")
        return (
            number, entry["Descriptive"]["Name"], *parent, code, name, "Area", "Persons", "18+ yrs",
            DECILES if category else "", category, label, *figures,
            VALUE_NOTES[100] if is_suppressed else "", *judged, f"{year}0000", "", "", "1y",
        )  # fmt: skip

    def _newest(self, query):
        if refused := _refuse(query, "indicator_ids", "area_type_id", "parent_area_code"):
            return refused
        number, year = query["indicator_ids"], FIRST_YEAR + YEARS - 1
        if number in self.faults:
            return self.faults[number]
        points = [_point(number, code, 20 + int(code[-2:]), year) for code, _ in AREAS[int(query["area_type_id"])]]
        england = _point(number, "E92000001", 21, year)
        root = {
            "IID": int(number), "Sex": {"Id": 4, "Name": "Persons"}, "Age": {"Id": 168, "Name": "18+ yrs"},
            "YearRange": 1, "PolarityId": 0, "Grouping": [{"ComparatorId": 4, "ComparatorData": england}],
            "Data": points,
        }  # fmt: skip
        return _json([] if number in self.without_figures else [root])


def _places(area_type):
    """(code, name, its parent's code and name): England, the regions, the areas."""
    england, region = AREAS[15][0], AREAS[6][0]
    return [
        (*england, ("", "")),
        (*region, england),
        *((code, name, region) for code, name in AREAS[area_type] if area_type not in (15, 6)),
    ]


def _point(number, code, value, year):
    null = code == "E06000002"
    return {
        "AreaCode": code, "IndicatorId": int(number), "SexId": 4, "AgeId": 168, "Year": year, "YearRange": 1,
        "Quarter": -1, "Month": -1, "Val": -1.0 if null else float(value), "ValF": "-" if null else f"{value:.1f}",
        "Count": -1.0 if null else 1352.3, "Denom": 5000.0, "Denom2": -1.0, "LoCI": -1.0 if null else value * 0.9,
        "UpCI": -1.0 if null else value * 1.1, "LoCIF": "-" if null else "x", "UpCIF": "-" if null else "x",
        "LoCI99_8": -1.0, "UpCI99_8": -1.0, "Sig": {"4": 1}, "NoteId": 100 if null else 0,
        "CategoryTypeId": -1, "CategoryId": -1,
    }  # fmt: skip


def _header(query):
    """The 23rd column has another name in each download."""
    is_england = query["parent_area_type_id"] == "15"
    parent = AREA_TYPES[int(query["parent_area_type_id"])]
    return [
        name or ("Column not used" if is_england else f"Compared to {parent} value or percentiles") for name in HEADER
    ]


def _refuse(query, *names):
    if missing := [name for name in names if not query.get(name)]:
        words = ", ".join(f"The parameter {name} is missing" for name in missing)
        return Answer(words, 400, "text/plain; charset=utf-8")
    for name in names:
        if name.endswith("area_type_id") and int(query[name]) not in AREA_TYPES:
            return Answer(f"Invalid area type: {query[name]}", 500, "text/plain; charset=utf-8")
    return None


def _json(value):
    body = json.dumps(value)
    return Answer(body, content_type="application/json; charset=utf-8", etag=f'"{hash(body)}"')


def _csv(rows):
    """UTF-8 with a byte order mark, CRLF, and quotation marks where a field needs them."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    body = text.getvalue().encode("utf-8-sig")
    return Answer(body, content_type="text/csv", etag=f'"{hash(body)}"')
