"""Answers like those of data.police.uk and of GOV.UK's open data tables. The shapes are theirs, the figures made up."""

import io
import json
import re
import zipfile

from tests.served import NOT_FOUND, Answer
from tests.sources_served.books import ODS_TYPE

STREET_HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
PUBLICATION = "/government/statistical-data-sets/police-recorded-crime-and-outcomes-open-data-tables"
MEDIA = "/media/6a5e570dc7c34404041b4645/"
NEWEST, OLDER = "prc-csp-mar2021-mar2026-tables-230726.ods", "prc-csp-mar2016-mar2020-tables-230726.ods"
COLUMNS = [
    "Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group",
    "Offence Subgroup", "Offence Code", "Offence Count",
]  # fmt: skip
OFFENCES = [
    ("Possession of controlled drugs (Cannabis)", "Drug offences", "Possession of drugs", "92E"),
    ("Trafficking in controlled drugs", "Drug offences", "Trafficking of drugs", "92A"),
]
KENT_NOTE = (
    "Kent: Due to ongoing IT issues, crime data for Maidstone, Medway, Tonbridge and Malling, Dartford and Gravesham, "
    "and Tunbridge Wells are recorded under an unassigned CSP group from 2024 onwards."
)
DERBYSHIRE_NOTE = (
    "For the year ending March 2025, data for some areas withinDerbyshirehave been recorded under an unassigned CSP "
    "group. This issue is expected to be corrected for the next publication."
)


# --- data.police.uk --------------------------------------------------------------------------------------------------


def street_row(month, district, crime_type="Drugs", *, code="E01024000", reported_by="Kent Police"):
    name = f"{district} 012A" if district else ""
    return (
        f"{'ab' * 32},{month},{reported_by},{reported_by},0.52,51.38,On or near Parking Area,{code if name else ''},"
        f"{name},{crime_type},Under investigation,"
    )


def street_csv(*rows, header=STREET_HEADER):
    return "\r\n".join([header, *rows, ""])


def archive(files):
    """A ZIP archive as the service has it: {(month, force): text of the CSV file}, with other files between."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for (month, force), text in files.items():
            target.writestr(f"{month}/{month}-{force}-street.csv", text)
            target.writestr(f"{month}/{month}-{force}-outcomes.csv", "Crime ID,Month\r\n")
    return made.getvalue()


class Street:
    """A handler. `archives` is {month: bytes}; `places` {force: {id: name}}; `crimes` {(id, month): [crimes]}."""

    def __init__(self, archives, *, newest="2026-08-01", places=None, crimes=None, corners=4, store=""):
        self.archives, self.newest, self.store = archives, newest, store
        self.places, self.crimes, self.corners = places or {}, crimes or {}, corners

    def __call__(self, asked):
        path = asked.path
        if path.startswith("/data/archive/"):
            # The service sends on to a store of files.
            return Answer(b"", 302, headers={"Location": f"{self.store}/store/{path.rsplit('/', 1)[-1]}"})
        if found := re.fullmatch(r"/store/(\d{4}-\d\d)\.zip", path):
            return self._part_of(found[1], asked)
        return self._api(path.removeprefix("/api/"), asked)

    def _api(self, path, asked):
        if path == "crime-last-updated":
            return answer_json({"date": self.newest})
        if path == "crime-categories":
            return answer_json([{"url": "all-crime", "name": "All crime"}, {"url": "drugs", "name": "Drugs"}])
        force, _, rest = path.partition("/")
        if rest == "neighbourhoods":
            return answer_json([{"id": number, "name": name} for number, name in self.places[force].items()])
        if rest.endswith("/boundary"):
            number = list(self.places[force]).index(rest.removesuffix("/boundary"))
            point = {"latitude": f"51.{number}", "longitude": "0.5"}
            return answer_json([point] * self.corners)
        if path == "crimes-street/drugs":
            question = asked.form if asked.method == "POST" else asked.query
            number = int(question["poly"].split(",")[0].removeprefix("51."))
            places = [place for of_force in self.places.values() for place in of_force]
            return answer_json(self.crimes.get((places[number], question["date"]), []))
        return NOT_FOUND

    def _part_of(self, month, asked):
        if month not in self.archives:
            return NOT_FOUND
        body, span = self.archives[month], asked.headers.get("range", "")
        if not (found := re.fullmatch(r"bytes=(\d*)-(\d*)", span)):
            return Answer(body, content_type="application/zip")
        first = int(found[1]) if found[1] else max(0, len(body) - int(found[2]))
        last = min(int(found[2]) if found[1] and found[2] else len(body) - 1, len(body) - 1)
        headers = {"Content-Range": f"bytes {first}-{last}/{len(body)}"}
        return Answer(body[first : last + 1], 206, "application/zip", headers, etag='"same"')


def crime(month, location_type="Force", category="drugs"):
    return {
        "category": category,
        "location_type": location_type,
        "location": {"latitude": "51.38", "street": {"id": 1, "name": "On or near Parking Area"}, "longitude": "0.52"},
        "context": "",
        "outcome_status": None,
        "persistent_id": "",
        "id": 1,
        "location_subtype": "",
        "month": month,
    }


def answer_json(found):
    return Answer(json.dumps(found), content_type="application/json")


# --- GOV.UK ----------------------------------------------------------------------------------------------------------


class OpenData:
    """A handler: the content API's page with links in its text, and the workbooks."""

    def __init__(self, books):
        self.books = books

    def __call__(self, asked):
        if asked.path == f"/api/content{PUBLICATION}":
            site = f"http://{asked.headers['host']}"
            body = "".join(f'<a class="govuk-link" href="{site}{MEDIA}{name}">{name}</a>' for name in self.books)
            attachments = [{"title": "Guide", "url": f"{site}{MEDIA}prc-offence-ref-table.ods"}]
            return answer_json({"details": {"body": body, "attachments": attachments}})
        name = asked.path.removeprefix(MEDIA)
        return Answer(self.books[name], content_type=ODS_TYPE, etag='"1"') if name in self.books else NOT_FOUND


def recorded_rows(year, force, partnership, counts, *, offences=OFFENCES):
    """Rows of one partnership: {quarter: a count for each offence}."""
    return [
        [year, quarter, force, partnership, *offence, count]
        for quarter, found in counts.items()
        for offence, count in zip(offences, found, strict=True)
    ]


def notes_sheet(*force_notes):
    return [
        ["Notes"],
        ["Updated: 23 July 2026"],
        ["Force Notes"],
        *([note] for note in force_notes),
        ["Additional Notes"],
    ]
