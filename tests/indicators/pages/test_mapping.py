"""The page on which a data lead says which column of a table is what: looking, previewing, saving."""

import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cdp import jobs
from cdp.models import AuditEvent
from indicators.models import Mapping, Observation, Refresh, SourceKind
from indicators.sources.mapped import check
from tests.factories import AreaFactory, IndicatorFactory, MappingFactory, RawFileFactory, SourceFactory
from tests.indicators.sources.mapped_tables import layout
from tests.pages import words
from tests.signing_in import prove
from tests.sources_served.books import xlsx

pytestmark = pytest.mark.django_db
ADDRESS = "/data/sources/deaths/mapping/"
TABLE = "Deaths by place\n\nArea code,Year,Rate\n"
ROWS = ["E06000001,2023,0.05\n", "E06000009,2023,0.06\n", "E06000001,2022,many\n"]
# What the form for that table is sent with.
ANSWERS = {
    "encoding": "utf-8",
    "delimiter": ",",
    "header_row": "3",
    "find_header": "on",
    "indicator_constant": "drug-deaths",
    "area_column": "Area code",
    "area_by": "code",
    "period_form": "as written",
    "period_column": "Year",
    "shape": "long",
    "value_column": "Rate",
    "multiply": "100",
    "decimal": ".",
    "without_area": "reject",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def source():
    AreaFactory(code="E06000001", name="Hartlepool")
    IndicatorFactory(code="drug-deaths", name="Drug deaths")
    return SourceFactory(slug="deaths", name="Deaths", kind=SourceKind.MAPPED)


def upload(client, content, name="deaths.csv"):
    content = content.encode() if isinstance(content, str) else content
    response = client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})
    assert response.url == f"{ADDRESS}?sample={hashlib.sha256(content).hexdigest()}"
    return response.url


@pytest.fixture
def page(client, source, data_lead):
    """The address of the page with an uploaded table."""
    prove(client, data_lead)
    return upload(client, TABLE + "".join(ROWS))


def answers_of(response):
    """What the page's form would be sent with as it stands."""
    form = BeautifulSoup(response.content, "html.parser").find("form", id="mapping")
    found = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            found[field["name"]] = chosen["value"]
        else:
            empty = "on" if field.get("type") == "checkbox" else ""
            typed = field.get_text().lstrip("\n") if field.name == "textarea" else field.get("value", empty)
            found[field["name"]] = typed
    return {name: text for name, text in found.items() if text and name != "csrfmiddlewaretoken"}


# --- A sample --------------------------------------------------------------------------------------------------------


def test_a_sample_is_shown_as_it_is_and_guessed_at(client, page):
    response = client.get(page)

    table = BeautifulSoup(response.content, "html.parser").find("table", class_="cdp-sample")
    rows = [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
    assert rows[0] == ["Deaths by place", "", ""]
    assert rows[2:4] == [["Area code", "Year", "Rate"], ["E06000001", "2023", "0.05"]]
    answers = answers_of(response)
    guessed = {
        name: answers.get(name) for name in ("header_row", "area_column", "area_by", "period_column", "value_column")
    }
    assert guessed == {
        "header_row": "3",
        "area_column": "Area code",
        "area_by": "code",
        "period_column": "Year",
        "value_column": "Rate",
    }


def test_whoever_sees_the_rows_as_the_source_gives_them_is_kept_in_the_audit(client, page, data_lead):
    client.get(page)

    event = AuditEvent.objects.get(kind="view.restricted")
    assert (event.person, event.is_restricted, event.subject_name) == (data_lead, True, "a file of Deaths")


def test_whoever_signed_in_long_ago_proves_it_before_seeing_them(client, page, data_lead):
    prove(client, data_lead, seconds_ago=3600)

    assert "/account/prove" in client.get(page).url
    assert not AuditEvent.objects.filter(kind="view.restricted").exists()


def test_the_newest_file_of_the_source_may_be_taken(client, source, data_lead, media):
    prove(client, data_lead)
    RawFileFactory(refresh__source=source, name="deaths 2023.csv", sha256="ab" * 32)
    folder = media / "sources" / "deaths"
    folder.mkdir(parents=True)
    (folder / f"{'ab' * 32}.csv").write_text(TABLE + ROWS[0])

    link = BeautifulSoup(client.get(ADDRESS).content, "html.parser").find("a", string="Use deaths 2023.csv")

    assert "0.05" in words(client.get(f"{ADDRESS}{link['href']}"))


def test_the_size_of_a_sample_is_said(client, source, data_lead, settings):
    settings.SOURCE_UPLOAD_MAX_BYTES = 2048
    prove(client, data_lead)

    response = client.post(ADDRESS, {"file": SimpleUploadedFile("deaths.csv", b"x" * 2049)})

    assert "up to 2 KB." in words(client.get(ADDRESS))
    assert "The selected file must be 2 KB or smaller" in words(response)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("deaths.csv", "a,b".encode("utf-16"), "deaths.csv is UTF-16 text. Save it again as “CSV UTF-8”."),
        ("deaths.xlsx", b"PK\x03\x04", "deaths.xlsx is damaged or broken off"),
        ("deaths.csv", b"%PDF-1.7", "deaths.csv is a PDF, not a CSV file or a workbook."),
    ],
)
def test_a_sample_that_cannot_be_read_is_told(client, source, data_lead, name, content, said):
    prove(client, data_lead)

    page = words(client.get(upload(client, content, name)))

    assert "This file cannot be read" in page
    assert said in page


def test_the_sheets_of_a_workbook_are_listed_and_chosen(client, source, data_lead):
    prove(client, data_lead)
    book = {"About": [["Nothing here"]], "Figures": [["Area code", "Year", "Rate"], ["E06000001", 2023, 5]]}
    page = upload(client, xlsx(book), "deaths.xlsx")

    first = client.get(page)
    second = client.post(
        page, answers_of(first) | {"sheet": "Figures", "header_row": "", "multiply": "7", "do": "look"}
    )

    assert "Sheet “About”, one of 2: About, Figures." in words(first)
    assert "Sheet “Figures”, one of 2" in words(second)
    assert second.context["look"].headings == ["Area code", "Year", "Rate"]
    assert answers_of(second)["multiply"] == "7"


# --- Preview ---------------------------------------------------------------------------------------------------------


def test_a_preview_shows_figures_and_reasons_and_writes_nothing(client, page):
    response = client.post(page, ANSWERS | {"do": "preview"})

    preview = response.context["preview"]
    first, second, third = preview.rows
    assert (first.row, first.area, first.indicator, first.period, first.value) == (
        4,
        "Hartlepool",
        "Drug deaths",
        "2023",
        "5",
    )
    assert (second.row, second.column, second.text, second.reason) == (5, "Area code", "E06000009", "Unknown area.")
    assert (third.row, third.column, third.text) == (6, "Rate", "many")
    assert (preview.sound, preview.rejected) == (1, 2)
    assert [(reason.number, reason.first_row) for reason in preview.reasons] == [(1, 5), (1, 6)]
    assert "<strong>1</strong> figure would be read, <strong>2</strong> rows rejected" in words(response)


@pytest.mark.parametrize("do", ["preview", "look"])
def test_a_preview_writes_nothing_but_who_saw_it(client, page, do):
    with_queries = []
    with connection.execute_wrapper(lambda execute, sql, *rest: (with_queries.append(sql), execute(sql, *rest))[1]):
        client.post(page, ANSWERS | {"do": do})

    writes = [sql for sql in with_queries if re.match(r"\s*(INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)", sql)]
    assert with_queries
    assert [sql for sql in writes if "cdp_auditevent" not in sql] == []
    assert (Mapping.objects.count(), Observation.objects.count(), Refresh.objects.count()) == (0, 0, 0)


def test_a_second_figure_for_one_key_is_told(client, source, data_lead):
    prove(client, data_lead)
    page = upload(client, TABLE + ROWS[0] * 2)

    preview = client.post(page, ANSWERS | {"do": "preview"}).context["preview"]

    assert (preview.sound, preview.rejected) == (1, 1)
    assert preview.rows[1].reason == "A figure for the same key is in row 4."


def test_a_preview_of_a_long_table_ends_and_says_so(client, source, data_lead, monkeypatch):
    monkeypatch.setattr("indicators.views.mappings.preview.__kwdefaults__", {"most": 30, "seconds": 10})
    prove(client, data_lead)
    page = upload(client, TABLE + "".join(f"E06000001,{1950 + year},5\n" for year in range(60)))

    response = client.post(page, ANSWERS | {"do": "preview"})

    preview = response.context["preview"]
    assert (preview.sound, len(preview.rows), preview.is_cut) == (30, 20, True)
    assert "The preview ends after 30, so that you need not wait; a run reads the whole file." in words(response)


def test_a_preview_of_nothing_at_length_ends_too(client, source, data_lead, monkeypatch):
    monkeypatch.setattr("indicators.views.mappings.preview.__kwdefaults__", {"most": 30, "seconds": 0.2})
    prove(client, data_lead)
    page = upload(client, TABLE + ",,\n" * 1_000_000)

    response = client.post(page, ANSWERS | {"do": "preview"})

    assert (response.context["preview"].all, response.context["preview"].is_cut) == (0, True)
    assert "Nothing was found in the time that a preview takes." in words(response)


def test_every_fault_is_said_at_once(client, page):
    sent = {
        name: text for name, text in ANSWERS.items() if not name.startswith(("value", "period_column", "indicator"))
    }

    response = client.post(page, sent | {"do": "preview"})

    assert sorted(response.context["form"].errors) == ["indicator_column", "period_column", "value_column"]


def test_a_table_that_the_answers_do_not_fit_is_told_with_its_row(client, source, data_lead):
    prove(client, data_lead)
    page = upload(client, "Area code,Year,Rate,Rate\nE06000001,2023,5,6\n")

    for do in ("preview", "save"):
        response = client.post(page, ANSWERS | {"header_row": "1", "do": do})
        assert "deaths.csv, row 1: the columns C and D are both called “Rate”." in words(response)
    assert not Mapping.objects.exists()


def test_text_of_a_table_is_never_markup(client, source, data_lead):
    prove(client, data_lead)
    page = upload(client, TABLE + '<script>alert(1)</script>,"<img src=x>",5\n')

    for response in (client.get(page), client.post(page, ANSWERS | {"do": "preview"})):
        assert b"<script>alert" not in response.content
        assert b"<img src=x" not in response.content


# --- Wrong answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"area_column": ""}, "Area: give either a column or a text for every row."),
        ({"area_column": "Place"}, "There is no column called “Place” in the row of the headings."),
        ({"area_constant": "E06000001"}, "Area: choose either a column or what is the same for every row."),
        ({"indicator_constant": ""}, "Indicator: say which column names the indicator, or give one for every row."),
        ({"period_column": ""}, "Period: say which column holds the period, or give one for every row."),
        ({"value_column": ""}, "Value: say which column holds the values."),
        ({"lower_95_column": "Rate"}, "Upper 95% limit: an interval needs a column for both of its limits."),
        ({"multiply": "ten"}, "Values are multiplied by a number, such as 100 or 0.01"),
        ({"multiply": "-1"}, "Multiply: values are multiplied by a number above 0"),
        ({"marks": "§ = nought"}, "Line 1: “nought” must be suppressed or not available."),
        ({"marks": "§"}, "Line 1: write a text, an equals sign and what it stands for."),
        ({"marks": "§ = suppressed\n§ = suppressed"}, "Line 2: “§” is there twice."),
        ({"indicators": "Drugs = drugs"}, "There is no indicator with the code “drugs”."),
        ({"shape": "indicator", "wide_columns": "Rate = drugs"}, "There is no indicator with the code “drugs”."),
        ({"shape": ""}, "This field is required"),
        ({"header_row": "first"}, "The row of the headings must be a whole number, such as 1"),
        ({"encoding": "utf-7"}, "utf-7 is not one of the available choices"),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_typed_is_lost(client, page, changes, said):
    sent = ANSWERS | {"skip_areas": "Total\nEngland", "note_constant": "From a “survey”"} | changes

    response = client.post(page, sent | {"do": "save"})

    shown = BeautifulSoup(response.content, "html.parser")
    assert said in shown.find("div", class_="govuk-error-summary").get_text()
    assert not Mapping.objects.exists()
    kept = {name: text for name, text in sent.items() if text and name not in ("encoding", "shape")}
    answers = answers_of(response)
    assert {name: answers.get(name, "").replace("\r\n", "\n") for name in kept} == kept


def test_an_encoding_that_is_not_the_files_loses_no_answer(client, source, data_lead):
    prove(client, data_lead)
    page = upload(client, f"{TABLE}E06000001,2023,£5\n")

    response = client.post(page, ANSWERS | {"encoding": "windows-1252", "do": "preview"})

    assert "deaths.csv is UTF-8 text, where the mapping says Windows-1252." in words(response)
    assert answers_of(response)["value_column"] == "Rate"


# --- Saving ----------------------------------------------------------------------------------------------------------


def test_a_mapping_is_saved_and_reading_is_offered(client, page, data_lead):
    response = client.post(page, ANSWERS | {"do": "save"}, follow=True)

    mapping = Mapping.objects.get()
    assert (mapping.changed_by, mapping.layout["value"], mapping.layout["multiply"]) == (
        data_lead,
        {"column": "Rate"},
        100,
    )
    assert response.redirect_chain == [("/data/sources/deaths/", 302)]
    assert "The mapping of Deaths is saved." in words(response)
    assert not Refresh.objects.exists()


def test_a_mapping_is_saved_and_the_sample_read_with_it(client, page, data_lead, media):
    response = client.post(page, ANSWERS | {"do": "save_and_read"})
    run = Refresh.objects.get()
    jobs.run_here(run.job)

    run.refresh_from_db()
    assert response.url == run.get_absolute_url()
    assert (run.outcome, run.added, run.rejected, run.started_by) == ("changed", 1, 2, data_lead)
    assert Observation.objects.get().value == 5
    assert str(media) not in words(client.get(run.get_absolute_url()))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"header_row": 3, "multiply": 0.01, "decimal": ",", "marks": {"§": "suppressed", "n.k.": "not_available"}},
        {
            "skip_areas": ["Total"],
            "without_area": "stop",
            "sex": {"constant": "Female"},
            "indicators": {"x": "drug-deaths"},
        },
        {"period": {"form": "between two columns", "start": "Year", "end": "Rate"}, "area": {"constant": "E06000001"}},
        {"wide": {"by": "period", "columns": {"Rate": "2023"}}, "value": None, "period": {"form": "month"}},
        {"wide": {"by": "indicator", "columns": {"Rate": "drug-deaths"}}, "value": None, "indicator": None},
        {"denominator": {"constant": "1000"}, "state": {"constant": "provisional"}, "note": {"column": "Rate"}},
    ],
)
def test_a_mapping_that_stands_is_shown_and_saved_again_as_it_is(client, page, source, changes):
    kept = MappingFactory(source=source, layout=layout(**changes))

    response = client.post(page, answers_of(client.get(page)) | {"do": "save"})

    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").get_text()
    assert check(Mapping.objects.get().layout) == check(kept.layout)


# --- Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["viewer", "lead_officer", "stranger"])
def test_nobody_else_finds_the_page(client, request, source, who):
    client.force_login(request.getfixturevalue(who))

    for address in (ADDRESS, f"{ADDRESS}?sample={'ab' * 32}"):
        assert (client.get(address).status_code, client.post(address, ANSWERS).status_code) == (404, 404)


def test_there_is_no_such_page_for_a_source_with_a_layout_of_its_own(client, data_lead):
    SourceFactory(slug="nomis", kind=SourceKind.NOMIS)
    prove(client, data_lead)

    assert client.get("/data/sources/nomis/mapping/").status_code == 404


@pytest.mark.parametrize("sample", ["x", "ab" * 32, "../../../etc", ""])
def test_a_sample_that_is_not_the_sources_is_not_found(client, source, data_lead, sample):
    RawFileFactory(sha256="ab" * 32)
    prove(client, data_lead)

    assert client.get(ADDRESS, {"sample": sample}).status_code == 404


def test_the_page_of_the_source_leads_to_it(client, source, data_lead, viewer):
    def links():
        page = BeautifulSoup(client.get("/data/sources/deaths/").content, "html.parser")
        return [link["href"] for link in page.find_all("a", string="Say which column is what")]

    client.force_login(viewer)
    assert links() == []
    prove(client, data_lead)
    assert links() == [ADDRESS]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_the_same_queries_for_any_table(client, source, data_lead, count, django_assert_max_num_queries):
    prove(client, data_lead)
    for number in range(count):
        AreaFactory(code=f"E0700000{number}")
        IndicatorFactory()
    page = upload(client, TABLE + "".join(f"E0700000{number},2023,5\n" for number in range(count)))

    with django_assert_max_num_queries(20) as made:
        response = client.post(page, ANSWERS | {"do": "preview"})

    assert response.context["preview"].sound == count
    assert len(made) == QUERIES


QUERIES = 15
