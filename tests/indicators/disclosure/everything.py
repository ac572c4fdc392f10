"""All that anybody can get hold of about an indicator: pages, downloads and API answers."""

import csv
import io
import json
import re

import openpyxl
from django.contrib.auth.models import AnonymousUser

from indicators.models import Area, Refresh
from indicators.presenters.selection import select
from tests.cdp.papers.opened import opened

API = ("observations", "readings", "series", "indicators", "refreshes")
# When and from which bytes it was read says nothing of a figure.
OF_THE_RUN = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z?|\d+(?:\.\d+)? (?:seconds?|bytes)|[0-9a-f]{64}|\d{1,2}:\d\d[ap]?m?"
    r"|\d+\.\d s\b|under 1 s\b|csrfmiddlewaretoken\S* \S+"
)


def everything(client, indicator):
    """{address: text} of what this visitor is shown."""
    pages = list(pages_of(indicator))
    found = {address: _ok(client.get(address)).content.decode() for address in [*pages, "/indicators/", "/data/"]}
    for run in Refresh.objects.all():
        found[run.get_absolute_url()] = _ok(client.get(run.get_absolute_url())).content.decode()
    for address in pages:
        found[f"{address}&format=csv"] = _ok(client.get(f"{address}&format=csv")).getvalue().decode("utf-8-sig")
        found[f"{address}&format=xlsx"] = _cells(_ok(client.get(f"{address}&format=xlsx")).content)
        book = opened(_ok(client.get(f"{address}&format=ods")).content)
        found[f"{address}&format=ods"] = "\n".join(said for sheet in book.sheets for said in sheet.cells.values())
    for name in API:
        for number, results in enumerate(_answers(client, name)):
            found[f"{name} {number}"] = json.dumps(results, indent=1)
    return {address: OF_THE_RUN.sub("", text) for address, text in found.items()}


def pages_of(indicator):
    """The page of each group, with all areas at once and for each area alone."""
    codes = list(Area.objects.filter(series__indicator=indicator).order_by("code").distinct().values_list("code"))
    areas = [code for (code,) in codes]
    for group in select(indicator, user=AnonymousUser()).groups:
        for chosen in (*areas, ",".join(areas)):
            yield f"{indicator.get_absolute_url()}?areas={chosen}&group={group.slug}"


def shown_in_api(client):
    """{(area, sex, age, period): value} that the API gives, None where it gives none."""
    rows = [row for answer in _answers(client, "observations") for row in answer]
    assert all(row["value"] == row["count"] or row["count"] is None for row in rows)
    return {(row["area"], row["sex"], row["age"], row["period"]): row["value"] for row in rows}


def shown_in_csv(client, indicator):
    """{(area, group, period): value}"""
    found = {}
    for address in pages_of(indicator):
        text = client.get(f"{address}&format=csv").getvalue().decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text)):
            found[row["area"], row["group"], row["period"]] = float(row["value"]) if row["value"] else None
    return found


def _answers(client, name):
    address = f"/api/v1/{name}/?page_size=200"
    while address:
        answer = _ok(client.get(address)).json()
        yield answer["results"]
        address = answer["next"]


def _cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(
        "\t".join(str(cell) for cell in row) for sheet in book for row in sheet.iter_rows(values_only=True)
    )


def _ok(response):
    assert response.status_code == 200
    return response
