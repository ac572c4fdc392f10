"""Answers like the ArcGIS feature server of the ONS Open Geography portal: pages, limits, and errors with status 200.

The rows are a few of the real ones (Office for National Statistics, Open Government Licence v3.0).
"""

import json

from tests.served import NOT_FOUND, Answer

ROOT = "/ESMARspQHYMw9BZ9/arcgis/rest/services"
LARGEST_PAGE = 2000
COUNTIES = [
    {"LAD24CD": "E06000001", "LAD24NM": "Hartlepool", "CTYUA24CD": "E06000001", "CTYUA24NM": "Hartlepool"},
    {"LAD24CD": "E07000008", "LAD24NM": "Cambridge", "CTYUA24CD": "E10000003", "CTYUA24NM": "Cambridgeshire"},
    {"LAD24CD": "E07000010", "LAD24NM": "Fenland", "CTYUA24CD": "E10000003", "CTYUA24NM": "Cambridgeshire"},
    {"LAD24CD": "W06000001", "LAD24NM": "Isle of Anglesey", "CTYUA24CD": "W06000001", "CTYUA24NM": "Isle of Anglesey"},
]
REGIONS = [
    {"LAD24CD": "E06000001", "LAD24NM": "Hartlepool", "RGN24CD": "E12000001", "RGN24NM": "North East"},
    {"LAD24CD": "E07000008", "LAD24NM": "Cambridge", "RGN24CD": "E12000006", "RGN24NM": "East of England"},
    {"LAD24CD": "E07000010", "LAD24NM": "Fenland", "RGN24CD": "E12000006", "RGN24NM": "East of England"},
]
POLICE = [
    {
        "LAD24CD": "E06000001", "LAD24NM": "Hartlepool", "CSP24CD": "E22000027", "CSP24NM": "Hartlepool",
        "PFA24CD": "E23000013", "PFA24NM": "Cleveland",
    },
    {
        "LAD24CD": "E07000008", "LAD24NM": "Cambridge", "CSP24CD": "E22000302", "CSP24NM": "Cambridge",
        "PFA24CD": "E23000023", "PFA24NM": "Cambridgeshire",
    },
    {
        "LAD24CD": "E07000010", "LAD24NM": "Fenland", "CSP24CD": "E22000302", "CSP24NM": "Cambridge",
        "PFA24CD": "E23000023", "PFA24NM": "Cambridgeshire",
    },
]  # fmt: skip


class Geography:
    """A handler. Its layers, the largest page and what goes wrong may be changed by a test."""

    def __init__(self, largest_page=LARGEST_PAGE):
        self.layers = {
            "LAD24_CTYUA24_EW_LU": list(COUNTIES),
            "LAD24_RGN24_EN_LU": list(REGIONS),
            "LAD24_CSP24_PFA24_EW_LU": list(POLICE),
        }
        self.largest_page = largest_page
        self.faults = {}

    def __call__(self, asked):
        layer = asked.path.removeprefix(f"{ROOT}/").removesuffix("/FeatureServer/0/query")
        if not asked.path.startswith(ROOT) or not asked.path.endswith("/FeatureServer/0/query"):
            return NOT_FOUND
        if fault := self.faults.get(layer):
            return fault
        query = asked.query
        if layer not in self.layers:
            return error(400, "Invalid URL")
        if query.get("f") != "json" or "where" not in query:
            return error(400, "Unable to complete operation.", "'where' clause is missing")
        offset, wanted = int(query.get("resultOffset", 0)), int(query.get("resultRecordCount", self.largest_page))
        rows = self.layers[layer]
        page = rows[offset : offset + min(wanted, self.largest_page)]
        answer = {
            "objectIdFieldName": "ObjectId",
            "fields": [{"name": name, "type": "esriFieldTypeString"} for name in rows[0]] if rows else [],
            "features": [{"attributes": {**row, "ObjectId": offset + number}} for number, row in enumerate(page, 1)],
        }
        if offset + len(page) < len(rows):
            answer["exceededTransferLimit"] = True
        return Answer(json.dumps(answer).encode(), content_type="application/json; charset=utf-8")


def error(code, message, *details):
    """A fault as the server gives it: with status 200."""
    body = {"error": {"code": code, "message": message, "details": list(details)}}
    return Answer(json.dumps(body).encode(), content_type="application/json; charset=utf-8")
