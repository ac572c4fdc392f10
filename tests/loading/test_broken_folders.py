"""Every fault of a folder is named with its file, row and column, and then nothing is written."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actions.operations.documents import load_documents
from indicators.loading.files import LARGEST_FILE
from indicators.loading.problems import LoadRefused
from indicators.models import Indicator
from tests.factories import ActionFactory, PartnershipFactory
from tests.loading.conftest import digest
from tests.loading.folder import OBSERVATIONS, write_folder

DOC, FIG, CON = "partnership.yaml", "observations.csv", "contradictions.csv"
FILES = (DOC, FIG, CON)
ROW_2 = OBSERVATIONS.splitlines()[1]

# file, what stands there, what we put in its place, row, column, what the message and what is allowed have to say
BROKEN = {
    "unknown agency": (DOC, "  - northshire-probation\n  sub", "  - northshire-probatoin\n  sub", 54,
        "recommendations.1.partners.1", "northshire-probatoin", "Did you mean “northshire-probation”?"),
    "agency of no reference": (DOC, "- slug: northshire-council", "- slug: northshire-counsel", 17,
        "agencies.1.slug", "northshire-counsel", "Did you mean “northshire-council”?"),
    "unknown parent": (DOC, "kind: probation\n  parent: null", "kind: probation\n  parent: hmpps", 28,
        "agencies.2.parent", "hmpps", "agencies.yaml"),
    "unknown priority": (DOC, "outcome_in_source: null\n  priority: N-1",
        "outcome_in_source: null\n  priority: N-9", 52,
        "recommendations.1.priority", "N-9", "Allowed: N-1, N-2."),
    "unknown outcome": (DOC, "outcome: improving-recovery", "outcome: improving-recovry", 50,
        "recommendations.1.outcome", "improving-recovry", "Did you mean “improving-recovery”?"),
    "unknown area of the partnership": (DOC, "  - E06000999\n  host", "  - E06000998\n  host", 7,
        "partnership.areas.1", "E06000998", "Did you mean “E06000999”?"),
    "reserved address": (DOC, "slug: northshire\n", "slug: admin\n", 2, "partnership.slug", "admin", "Allowed:"),
    "duplicate ref": (DOC, "- code: N-2", "- code: N-1", 42, "priorities.2.code", "twice", "different"),
    "duplicate lead agency": (DOC, "  - northshire-council\n  place: Section 2",
        "  - northshire-probation\n  place: Section 2",
        70, "actions.1.lead_agencies.2", "twice", "once"),
    "action without a lead agency": (DOC, "lead_agencies:\n  - northshire-probation\n  - northshire-council",
        "lead_agencies: []", 68, "actions.1.lead_agencies", "no lead agency", "at least one"),
    "evidence of no observation": (DOC, "    period: 2022/23", "    period: 2023/24", 60,
        "recommendations.1.evidence_figures.1", "no such figure", "2022/23, Persons"),
    "unknown key": (DOC, "  covers: 2021", "  covrs: 2021", 15, "document.covrs", "no such key",
        "Did you mean “covers”?"),
    "a number for a text": (DOC, "  covers: 2021 to 2023", "  covers: 2021", 15, "document.covers", "not a text",
        "quotation marks"),
    "a word that is no choice": (DOC, "kind: probation", "kind: probaton", 27, "agencies.2.kind", "probaton",
        "Did you mean “probation”?"),
    "a text that is too long": (DOC, "title: Safer streets", f"title: {'S' * 301}", 43, "priorities.2.title",
        "301 characters", "at most 300"),
    "a key twice": (DOC, "vision: Fewer deaths", "vision: Fewer deaths\nvision: More", 33, "", "vision", ""),
    "an alias": (DOC, "vision: Fewer deaths", "vision: *other", 32, "", "aliases", ""),
    "a NUL within quotation marks": (DOC, "vision: Fewer deaths", 'vision: "Fewer\\0deaths"', 32, "", "NUL", ""),
    "a list for a key": (DOC, "vision: Fewer deaths", "? [vision]\n: Fewer", 32, "", "key", ""),
    "a Python object": (DOC, "vision: Fewer deaths", "vision: !!python/object/apply:os.getcwd []", 32, "",
        "Not valid YAML", ""),
    "a date for a text": (DOC, "vision: Fewer deaths", "vision: 2023-01-01", 32, "vision", "not a text", ""),
    "pence without end": (DOC, "return_on_investment: []", """return_on_investment:
- group: all
  per_pound_in_treatment: 6.123
  per_pound_in_treatment_and_recovery: 1
  gross_benefit_per_person: 1
  long_term_benefit_per_person: 1
  components: []""", 101, "return_on_investment.1.per_pound_in_treatment", "6.123", "two decimals"),
    "malformed YAML": (DOC, "vision: Fewer deaths", "vision: [Fewer", 33, "", "Not valid YAML at column 1", ""),
    "nesting without end": (DOC, "vision: Fewer deaths", f"vision: {'[' * 500}", 32, "", "deeper", ""),
    "unknown indicator": (FIG, "deaths,E06000999,,,,Male", "death,E06000999,,,,Male", 6, "indicator", "death",
        "Did you mean “deaths”? Allowed: a code of a file in indicators/definitions/."),
    "unknown indicator like none": (FIG, "deaths,E06000999,,,,Male", "xyz,E06000999,,,,Male", 6, "indicator", "xyz",
        "Add a file"),
    "unknown area": (FIG, "deaths,E06000999,,,,Male", "deaths,E06000990,,,,Male", 6, "area", "E06000990",
        "Did you mean “E06000999”? Allowed: a code of indicators/reference/areas.csv."),
    "duplicate figure": (FIG, "continuity-of-care,E06000999,2021/22,2021-04-01,2022-03-31",
        "continuity-of-care,E06000999,2022/23,2022-04-01,2023-03-31", 3, "indicator", "Line 2", "contradicts:"),
    "value outside its interval": (FIG, "33.5,exact,33.5%,30.1,37", "29.5,exact,29.5%,30.1,37", 2, "value", "29.5",
        "below its own lower limit"),
    "value outside on the other side than admitted": (FIG, ROW_2, ROW_2.replace("33.5,exact", "39,exact").replace(
        "published,,", "published,lies below its own lower limit,"), 2, "value", "39", "above its own upper limit"),
    "half an interval": (FIG, "30.1,37,134", "30.1,,134", 2, "upper_ci", "Half an interval", "both"),
    "limits the wrong way round": (FIG, "30.1,37,134", "37,30.1,134", 2, "lower_ci", "above the upper", ""),
    "unparsable number": (FIG, ",33.5,exact", ',"1,033",exact', 2, "value", "1,033", "digits"),
    "a number without end": (FIG, ",33.5,exact", ",inf,exact", 2, "value", "inf", "digits"),
    "a date of no calendar": (FIG, "2021/22,2021-04-01,2022-03-31", "2021/22,2021-04-31,2022-03-31", 3, "period_start",
        "2021-04-31", "2023-03-31"),
    "dates that do not agree": (FIG, "2021/22,2021-04-01,2022-03-31", "2021/22,2021-04-01,2022-12-31", 3, "period_end",
        "do not agree", "2021-04-01 to 2022-03-31"),
    "a year that is no period": (FIG, "2021/22,2021-04-01,2022-03-31", "2021/23,2021-04-01,2022-03-31", 3, "period",
        "2021/23", "“2021/22”"),
    "start after end": (FIG, "2021/22,2021-04-01,2022-03-31", "2021/22,2022-04-01,2022-03-31", 3, "period_end",
        "before it begins", ""),
    "published without a value": (FIG, "Persons,,,,29,exact", "Persons,,,,,exact", 3, "value", "no value",
        "suppressed"),
    "suppressed with a value": (FIG, "Male,,,,,exact", "Male,,,,4,exact", 6, "value", "suppressed", "empty"),
    "a category without its type": (FIG, "Male,,,,,exact", "Male,,,Opiates,,exact", 6, "category_type",
        "no type", "needs"),
    "unknown state": (FIG, ",suppressed,", ",supressed,", 6, "state", "supressed", "Did you mean “suppressed”?"),
    "words that are no period": (FIG, "deaths,E06000999,,,,Male", "deaths,E06000999,1st quarter of never,,,Male", 6,
        "period", "1st quarter of never", "2019 Q2; 2022/23 Q1"),
    "a period of no calendar": (FIG, "deaths,E06000999,,,,Male", "deaths,E06000999,31/02/2021,,,Male", 6, "period",
        "31/02/2021", "Jan 2023"),
    "half a year": (FIG, "deaths,E06000999,,,,Male", "deaths,E06000999,2021/2x,,,Male", 6, "period", "2021/2x",
        "spoken_periods.yaml"),
    "a phrase that is nearly known": (FIG, "deaths,E06000999,,,,Male", "deaths,E06000999,last decades,,,Male", 6,
        "period", "last decades", "Did you mean “last decade”?"),
    "words that are no period beside dates": (FIG, "2021/22,2021-04-01,2022-03-31",
        "a while ago,2021-04-01,2022-03-31", 3, "period", "a while ago", "“2021/22”"),
    "a year without its dates": (FIG, "2021/22,2021-04-01,2022-03-31", "2021/22,,", 3, "period_start", "no dates",
        "“period as printed”"),
    "a proportion above the whole": (FIG, "Persons,,,,29,exact", "Persons,,,,129,exact", 3, "value", "129",
        "0 to 100"),
    "a proportion below nothing": (FIG, "Persons,,,,29,exact", "Persons,,,,-29,exact", 3, "value", "-29", "0 to 100"),
    "a negative number of deaths": (FIG, ",10,about,about 10,", ",-10,about,about 10,", 4, "value", "-10",
        "0 or more"),
    "a negative count": (FIG, "30.1,37,134,400", "30.1,37,-134,400", 2, "count", "-134", "0 or more"),
    "a negative denominator": (FIG, "30.1,37,134,400", "30.1,37,,-400", 2, "denominator", "-400", "0 or more"),
    "a part above its whole": (FIG, "30.1,37,134,400", "30.1,37,401,400", 2, "count", "401", "0 to 400"),
    "missing column": (FIG, "denominator,state", "state", 1, "denominator", "missing", "Needed:"),
    "extra column": (FIG, "note,place\n", "note,place,colour\n", 1, "colour", "no such column", "Allowed:"),
    "a cell too many": (FIG, "suppressed,,Section 6", "suppressed,,Section 6,x", 6, "", "20 cells", "19 cells"),
    "an open quotation": (FIG, "suppressed,,Section 6", 'suppressed,,"Section 6', 6, "", "Not valid CSV", ""),
    "unknown class": (CON, "two_values,", "two_value,", 2, "class", "two_value", "Did you mean “two_values”?"),
}  # fmt: skip


def refused(folder):
    with pytest.raises(LoadRefused) as caught:
        load_documents(folders=[folder])
    return caught.value.problems


def seen(problem):
    return problem.file, problem.row, problem.column


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_a_fault_is_named_and_nothing_is_written(folder, case):
    name, old, new, row, column, message, allowed = case
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    before = digest()

    problems = refused(folder)

    (problem,) = [problem for problem in problems if seen(problem) == (f"northshire/{name}", row, column)]
    assert message in problem.message
    assert allowed in problem.allowed
    assert digest() == before


@pytest.mark.parametrize(
    ("content", "row", "message"),
    [
        (b"", None, "The file is empty."),
        (b"indicator,area\nd\xe9c\xe8s,1\n", 2, "The byte 0xe9 is not UTF-8."),
        (b"indicator\x00,area\n", 1, "The file holds a NUL byte, so it is not text."),
        (b"\x89PNG\r\n\x1a\n\xff\xd8" * 50, 1, "The byte 0x89 is not UTF-8."),
        (b"x" * (LARGEST_FILE + 1), None, "The file has 5.0 MB, so it was not opened."),
    ],
    ids=["empty", "wrong code page", "NUL", "binary", "too large"],
)
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_text_of_ours_is_refused(folder, name, content, row, message):
    (folder / name).write_bytes(content)
    before = digest()

    problem = next(problem for problem in refused(folder) if problem.file == f"northshire/{name}")

    assert (problem.row, problem.column, problem.message) == (row, "", message)
    assert digest() == before


def test_a_junk_file_of_50_mb_is_not_read(folder, monkeypatch):
    with (folder / "observations.csv").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    read, read_bytes = [], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or read_bytes(path))

    problem = refused(folder)[0]

    assert "observations.csv" not in read
    assert problem.message == "The file has 50.0 MB, so it was not opened."
    assert problem.allowed == "Allowed: at most 5 MB."


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()

    assert (f"northshire/{name}", None, "The file is not there.") in [
        (problem.file, problem.row, problem.message) for problem in refused(folder)
    ]


def test_a_missing_key_is_named_at_the_place_where_it_should_stand(folder):
    path = folder / "partnership.yaml"
    path.write_text(path.read_text().replace("  summary: A weekly clinic\n", ""))

    assert [(*seen(problem), problem.message) for problem in refused(folder)] == [
        ("northshire/partnership.yaml", 73, "schemes.1.summary", "It is missing.")
    ]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text(OBSERVATIONS.replace("2022/23", "2022/23 caf\xe9"), encoding="cp1252"),
        lambda path: path.write_text(OBSERVATIONS.replace("denominator,state", "state")),
        lambda path: path.write_text(OBSERVATIONS.replace(ROW_2, f"{ROW_2},x")),
        lambda path: path.write_bytes(b"x" * (LARGEST_FILE + 1)),
        lambda path: path.write_text(OBSERVATIONS.replace(",33.5,", ",many,")),
        Path.unlink,
    ],
    ids=["empty", "wrong code page", "missing column", "a cell too many", "too large", "no number", "missing"],
)
def test_a_table_that_cannot_be_read_is_the_only_fault(folder, break_it):
    break_it(folder / FIG)

    assert {problem.file for problem in refused(folder)} == {"northshire/observations.csv"}


def test_a_folder_that_is_not_there_is_one_fault(folder):
    (problem,) = refused(folder.parent / "nowhere")

    assert problem.message == f"There is no folder {folder.parent / 'nowhere'}."


def test_a_fault_of_the_list_of_spoken_periods_is_named_too(folder, tmp_path, monkeypatch):
    path = tmp_path / "spoken_periods.yaml"
    path.write_text("phrases:\n- last decade\n- 2033\n")
    monkeypatch.setattr("indicators.loading.spoken.SPOKEN_PERIODS_FILE", str(path))

    (problem,) = refused(folder)

    assert seen(problem) == (str(path), 3, "phrases.2")


def test_every_fault_is_listed_at_once(folder):
    observations, contradictions = folder / "observations.csv", folder / "contradictions.csv"
    observations.write_text(observations.read_text().replace("E06000999", "E06000990").replace(",37,", ",x,"))
    contradictions.write_text(contradictions.read_text().replace("two_values,", "two,"))

    assert [seen(problem) for problem in refused(folder)] == [
        ("northshire/contradictions.csv", 2, "class"),
        ("northshire/observations.csv", 2, "upper_ci"),
        *[("northshire/observations.csv", line, "area") for line in (3, 4, 5, 6)],
        ("northshire/partnership.yaml", 60, "recommendations.1.evidence_figures.1"),
    ]


def test_without_reference_data_the_command_to_run_is_named(tmp_path, db):
    (problem,) = refused(write_folder(tmp_path))

    assert problem.allowed == "Run load_reference first."


def test_the_command_lists_the_faults_and_fails(folder):
    path = folder / "observations.csv"
    path.write_text(path.read_text().replace(",suppressed,", ",supressed,"))
    before, errors = digest(), StringIO()

    with pytest.raises(CommandError):
        call_command("load_partnership", str(folder), "--check", stderr=errors)

    assert errors.getvalue().splitlines()[0].startswith("northshire/observations.csv, line 6, state: “supressed”")
    assert digest() == before


@pytest.mark.parametrize(
    ("value_type", "value", "is_taken"),
    [
        ("rank", "0", False),
        ("rank", "1", True),
        ("money", "-1", False),
        ("crude_rate", "-0.1", False),
        ("mean", "-2", False),
        ("ratio", "-1", False),
        ("ratio", "1000", True),
        ("crude_rate", "140", True),
        ("change", "-40", True),
        ("change", "900", True),
    ],
)
def test_what_is_measured_says_which_values_can_be(folder, value_type, value, is_taken):
    Indicator.objects.filter(code="deaths").update(value_type=value_type)
    path = folder / FIG
    path.write_text(path.read_text().replace(",,,,10,about,", f",,,,{value},about,"))

    if is_taken:
        load_documents(folders=[folder])
    else:
        assert ("northshire/observations.csv", 4, "value") in [seen(problem) for problem in refused(folder)]


def test_a_ref_that_people_already_use_is_not_taken_from_them(folder):
    partnership = PartnershipFactory(slug="northshire", name="Northshire Combating Drugs Partnership")
    ActionFactory(partnership=partnership, ref="1.1", title="Entered by hand")

    assert [seen(problem) for problem in refused(folder)] == [("northshire/partnership.yaml", 65, "actions.1.ref")]


def test_two_folders_of_one_partnership_are_refused(folder):
    with pytest.raises(LoadRefused) as caught:
        load_documents(folders=[folder, folder])

    assert [seen(problem) for problem in caught.value.problems] == [
        ("northshire/partnership.yaml", 2, "partnership.slug")
    ]
