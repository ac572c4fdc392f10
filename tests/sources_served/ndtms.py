"""Answers like ndtms.net (the forms of the monthly reports) and like GOV.UK (search, content, attachment).

The shapes are the services' own; the figures are made up.
"""

import json

from tests.served import NOT_FOUND, Answer
from tests.sources_served.books import ODS_TYPE, XLSX_TYPE, Span

# --- ndtms.net -------------------------------------------------------------------------------------------------------

VERSIONS = {"219": "June 2026", "218": "May 2026", "217": "April 2026"}
WINDOWS = ["Jun24 - May25", "Jul24 - Jun25", "Aug24 - Jul25"]
COOKIE = ".AspNetCore.Antiforgery.x1"
HEADINGS = {
    "/Monthly/Adults": "Community adult treatment performance reports",
    "/Monthly/YoungPeople": "Community young people treatment performance reports",
}
ADULT_ROWS = {
    "Opioids": ["1210", "1,205", "1199"],
    "Non-opiate only": ["400", "402", "405"],
    "Alcohol only": ["930", "-", "941"],
    "Non-opiate &amp; alcohol": ["350", "351", '<span aria-hidden="true">-</span><span class="sr-only">No data</span>'],
    "Total": ["2890", "2,893", "*"],
}
YOUNG_ROWS = {"All": ["150", "152", "149"]}


class Forms:
    """A handler: gives a token with a cookie, and answers the page of England to whoever comes without them."""

    def __init__(self):
        self.areas = {"E12000002": [("B18B", "Manchester"), ("B19B", "Sefton")]}
        self.versions = dict(VERSIONS)
        self.rows = {"/Monthly/Adults": dict(ADULT_ROWS), "/Monthly/YoungPeople": dict(YOUNG_ROWS)}
        self.token = "token-1"
        self.refuses = 0  # so many posts, whatever their token
        self.faults = {}  # by NDTMS code: an answer in place of the page

    def __call__(self, asked):
        if asked.path == "/Monthly/GetDATByPHECentre":
            return self._areas(asked.query)
        if asked.path not in HEADINGS:
            return NOT_FOUND
        if asked.method == "GET":
            return self._page(asked.path, "England", next(iter(self.versions)))
        form = asked.form
        if form["DatCodeId"] in self.faults:
            return self.faults[form["DatCodeId"]]
        is_meant = form.get("__RequestVerificationToken") == self.token and COOKIE in asked.headers.get("cookie", "")
        if self.refuses or not is_meant:
            # No error: the form as it was at first, with status 200.
            self.refuses = max(0, self.refuses - 1)
            return self._page(asked.path, "England", next(iter(self.versions)))
        names = {code: name for listed in self.areas.values() for code, name in listed} | {"0": "England"}
        return self._page(asked.path, names[form["DatCodeId"]], form["ReportVersionId"])

    def _areas(self, query):
        listed = [{"text": "Local Authorities...", "value": "0"}] if query["vernum"] in self.versions else []
        listed += [{"text": name, "value": code} for code, name in self.areas.get(query["pheCentre"], [])]
        return Answer(json.dumps(listed), content_type="application/json; charset=utf-8")

    def _page(self, path, area, version):
        text = page(
            heading=f"{HEADINGS[path]} - {area}",
            tables=[(f"Number in treatment: {area}", WINDOWS, self.rows[path]), *further_tables(area)],
            token=self.token,
            versions=self.versions,
            version=version,
        )
        cookie = {"Set-Cookie": f"{COOKIE}=cookie; path=/; samesite=strict; httponly"}
        return Answer(text, content_type="text/html; charset=utf-8", headers=cookie)


def further_tables(area):
    return [(f"New presentations year to date (YTD): {area}", ["Apr25 - May25"], {"Opioids": ["80"]})]


def page(*, heading, tables, token="token-1", versions=None, version="219"):
    options = "".join(
        f'<option value="{number}"{" selected" if number == version else ""}>{month}</option>'
        for number, month in (versions or VERSIONS).items()
    )
    drawn = "\n".join(_table(place, *table) for place, table in enumerate(tables, start=1))
    return f"""<!DOCTYPE html>
<html lang="en"><head><title>NDTMS - Monthly</title><script>var x = "<h1>not this</h1>";</script></head>
<body>
<form id="search" action="/Search">
<input name="__RequestVerificationToken" type="hidden" value="of-another-form" /></form>
<form id="form1" method="post">
<select id="RegionId" name="RegionId"><option value="Z" selected="selected">England</option>
<option value="E12000002">North West</option></select>
<select id="DatCodeId" name="DatCodeId"><option value="0">Local Authorities...</option></select>
<select id="ReportVersionId" name="ReportVersionId">{options}</select>
<input id="generate" type="submit" value="Generate Report" />
<input name="__RequestVerificationToken" type="hidden" value="{token}" />
</form>
<h1>{heading}</h1>
<table><tr><td>Key</td><td>a table without a heading is no figure</td></tr></table>
{drawn}
</body></html>
"""


def _table(place, heading, columns, rows):
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = "\n".join(
        f'<tr><th scope="row">{label}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for label, cells in rows.items()
    )
    return f"""<div class="panel"><h4><a data-toggle="collapse" href="#collapse{place}">{heading}</a></h4>
<div id="collapse{place}"><table class="table"><thead><tr><th></th>{head}</tr></thead>
<tbody>
{body}
</tbody></table></div></div>"""


# --- GOV.UK ----------------------------------------------------------------------------------------------------------

DEATHS = [
    ["Table 9.2: deaths in drug treatment, by local authority"],
    ["This worksheet contains one table."],
    ["Link back to the index"],
    ["Area name", "Age", "Time period", "Point estimate", "Observed", "Lower 95% CI", "Upper 95% CI"],
    ["Manchester", "18+", "April 2022 to March 2025", 1.237629579, 61, 0.9467, 1.5898],
    ["Bedford Borough", "18+", "April 2022 to March 2025", 0.685756696, 24, 0.4393, 1.0204],
    ["Rutland", "18+", "April 2022 to March 2025", "*", "*", "*", "*"],
    ["Cornwall & Isles of Scilly", "18+", "April 2022 to March 2025", 1.1, 40, 0.8, 1.5],
    ["Middle-earth", "18+", "April 2022 to March 2025", 1.1, 40, 0.8, 1.5],
    [],
    ["Source: National Drug Treatment Monitoring System. Figures of fewer than 5 deaths are suppressed."],
]
NATIONAL = [
    ["Table 1.1: sex of all people in treatment"],
    ["Link back to the index"],
    ["Sex", "2023 to 2024", "2024 to 2025"],
    ["Male", 100, 110],
]
LIMITS = ["Lower bound 95% CI", "Upper bound 95% CI"]
PREVALENCE = [
    ["Table 2.1: National and local prevalence estimates of opiate and crack use, 2016 to 2017"],
    ["Link back to the index"],
    ["https://www.gov.uk/government/publications/opiate-and-crack-cocaine-use-prevalence-estimates"],
    [
        Span("Region", rows=2), Span("Local authority", rows=2), Span("15-64 population", rows=2),
        Span("Number of users", columns=9), *[None] * 8,
        Span("Rate of use per thousand of the population", columns=9), *[None] * 8,
    ],
    [None, None, None, *["OCU", *LIMITS, "Opiates", *LIMITS, "Crack cocaine", *LIMITS] * 2],
    [""],
    [
        "East Midlands", "Derby", "164,510", "2,162", "1,672", "2,647", "1,826", "1,533", "2,103", "979", "696",
        "1,281", "13.14", "10.16", "16.09", "11.10", "9.32", "12.78", "5.95", "4.23", "7.79",
    ],
    ["East Midlands", "Rutland", 23_000, *["c"] * 18],
    [""],
    ["Note: the groups overlap, so that they must not be added."],
]  # fmt: skip


class GovUk:
    """A handler: publications by (people, first year), each with its workbook."""

    def __init__(self, books):
        self.books = books  # {(people, first year): the bytes of the workbook}
        self.content_type = ODS_TYPE
        self.others = []  # further attachments, before the workbook

    def __call__(self, asked):
        if asked.path == "/api/search.json":
            return _json({"results": [*self._results(asked.query["q"]), *OTHER_RESULTS], "total": 9, "start": 0})
        for (people, first), book in self.books.items():
            link = _link(people, first)
            if asked.path == f"/api/content{link}":
                return _json(self._content(people, first))
            if asked.path == f"/media{link.rpartition('/')[2]}/tables{self._suffix()}":
                return Answer(book, content_type=self.content_type, etag=f'"{first}"')
        return NOT_FOUND

    def _results(self, asked_for):
        # The search finds by likeness: the other people's publications come as well, and in no order.
        return [
            {
                "title": _title(people, first),
                "link": _link(people, first),
                "public_timestamp": f"{first + 1}-11-28T09:30:00Z",
            }
            for people, first in self.books
        ]

    def _content(self, people, first):
        name = _link(people, first).rpartition("/")[2]
        attachment = {
            "attachment_type": "file",
            "content_type": self.content_type,
            "title": f"Substance misuse treatment for {people}: data tables",
            "url": f"/media{name}/tables{self._suffix()}",
        }
        page = {"attachment_type": "html", "title": "The report", "url": f"{_link(people, first)}/report"}
        return {
            "title": _title(people, first),
            "base_path": _link(people, first),
            "public_updated_at": f"{first + 1}-11-28T09:30:00+00:00",
            "details": {"attachments": [page, *self.others, attachment]},
        }

    def _suffix(self):
        return ".xlsx" if self.content_type == XLSX_TYPE else ".ods"


OTHER_RESULTS = [
    {"title": "Substance misuse treatment in secure settings: 2023 to 2024", "link": "/government/statistics/secure"},
    {
        "title": "Substance misuse treatment for adults: statistics 2025 to 2026",
        "link": "/government/statistics/announcements/substance-misuse-treatment-for-adults-statistics-2025-to-2026",
    },
    {"title": "Alcohol and drug misuse prevention and treatment guidance", "link": "/government/collections/guidance"},
]


def _title(people, first):
    return f"Substance misuse treatment for {people}: statistics {first} to {first + 1}"


def _link(people, first):
    return f"/government/statistics/substance-misuse-treatment-{people.replace(' ', '-')}-{first}-to-{first + 1}"


def _json(content):
    return Answer(json.dumps(content), content_type="application/json; charset=utf-8")
