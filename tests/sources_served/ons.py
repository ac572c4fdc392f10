"""Pages and workbooks like those of the Office for National Statistics. The shapes are its own, the figures made up."""

import json

from tests.served import NOT_FOUND, Answer
from tests.sources_served.books import XLSX_TYPE, Span, xlsx

PAGE = "/peoplepopulationandcommunity/deaths/datasets/drugmisusedeathsbylocalauthority"
FILE = "2024localauthorities.xlsx"
COUNTS = [
    ["Table 1: Number of deaths related to drug poisoning, by local authority, registered in each year, 2022 to 2024"],
    ["This worksheet contains one table."],
    [None],
    ["Area Codes", "Area Names", None, None, "2024", "2023 [note 3]", "2022"],
    ["E92000001", "ENGLAND", None, None, 4900, 4500, 4400],
    ["E12000008", None, "SOUTH EAST", None, "650", 610, 600],
    ["E06000060", None, None, "Buckinghamshire", 20, 22, "1,018"],
    ["E10000003", None, None, "Cambridgeshire", 31, ":", 29],
    ["E07000999", None, None, "Nowhere", 1, 2, 3],
    ["W06000001", None, None, "Isle of Anglesey / Ynys Môn", 5, 4, 3],
    ["K04000001", "ENGLAND AND WALES", None, None, 5100, 4700, 4600],
    [None],
    ["Note 3: E06000060 and others are counted by the place of usual residence."],
]
# Blocks of five columns, as until 2020; later ones had six, with a column of marks.
RATES = [
    ["Table 6: Age-standardised mortality rate for deaths related to drug misuse, persons, by local authority"],
    [None],
    ["Area Codes", "Area Names", None, None, Span("2022 - 24", 4), None, None, None, None,
     Span("2021 to 2023", 4), None, None, None],
    [None, None, None, None, "Deaths", "Rate", "Lower confidence limit", "Upper confidence limit", None,
     "Deaths", "Rate", "Lower confidence limit", "Upper confidence limit"],
    ["E92000001", "ENGLAND", None, None, 9000, 5.3, 5.2, 5.4, None, 8800, 5.2, 5.1, 5.3],
    ["E06000060", None, None, "Buckinghamshire", 31, 2.2, 1.5, 3.1, None, 9, ":", ":", ":"],
]  # fmt: skip
RATES_WITH_MARKS = [
    ["Table 5: Age-standardised mortality rate for deaths related to drug poisoning, females, by local authority"],
    ["Area Codes", "Area Names", None, None, "2022 to 2024", None, None, None, None, None],
    [None, None, None, None, "Number of deaths", "Rate per 100,000", "Unreliable rate marker", "Lower CI", "Upper CI"],
    ["E06000060", None, None, "Buckinghamshire", 14, 1.8, "u", 1.0, 3.0],
]
SHEETS = {
    "Cover sheet": [["Deaths related to drug poisoning by local authority, England and Wales"]],
    "Table 1": COUNTS,
    "Table 5": RATES_WITH_MARKS,
    "Table 6": RATES,
}


class Ons:
    """A handler: the page of a data set, its edition, and its workbook."""

    def __init__(self, sheets=None):
        self.book = xlsx(sheets or SHEETS)

    def __call__(self, asked):
        if asked.path == f"{PAGE}/data":
            return _json({"type": "dataset_landing_page", "datasets": [{"uri": f"{PAGE}/current"}]})
        if asked.path == f"{PAGE}/current/data":
            return _json({"type": "dataset", "downloads": [{"file": "notes.pdf"}, {"file": FILE}]})
        if asked.path == "/file" and asked.query.get("uri") == f"{PAGE}/current/{FILE}":
            return Answer(self.book, content_type=XLSX_TYPE, etag='"1"')
        return NOT_FOUND


def _json(found):
    return Answer(json.dumps(found), content_type="application/json")
