"""Drug crimes of data.police.uk, from the archive and the service's answers to the figures that stand."""

from datetime import date

import pytest
from pydantic import ValidationError

from indicators.models import AreaType, Observation, Refresh, RefreshReject, SourceKind, State
from indicators.operations.refresh import refresh
from indicators.sources import police_archive, police_street
from indicators.sources.base import UNKNOWN_AREA, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.fetching import fetcher as fetching
from indicators.sources.files import KeptFile
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory
from tests.served import QUICK, Answer, busy, served, web_page
from tests.sources_served.police import Street, archive, crime, street_csv, street_row

INDICATOR = "drug-crimes-street-level"
KENT, MEDWAY, ASHFORD, KENT_COUNTY = "E23000032", "E06000035", "E07000105", "E10000016"
KNOWN = Known(indicators={INDICATOR: 1}, areas={KENT: 10, MEDWAY: 11, ASHFORD: 12, KENT_COUNTY: 13})
JULY, AUGUST = "2026-07", "2026-08"


def of_kent(month):
    return street_csv(
        street_row(month, "Medway", "Burglary"),
        street_row(month, "Medway"),
        street_row(month, "Ashford"),
        street_row(month, "Ashford"),
        street_row(month, ""),
        street_row(month, "Bexley"),
        street_row(month, "Swansea", code="W01000001"),
        street_row(month, "Medway", reported_by="British Transport Police"),
    )


def read(tmp_path, files, *, known=KNOWN, about=None, body=None, **options):
    path = tmp_path / "2026-08.zip"
    path.write_bytes(archive(files) if body is None else body)
    file = KeptFile("2026-08.zip", path, "0" * 64, path.stat().st_size, about=about or {})
    return list(police_street.read(file, known=known, options=police_street.Options(**options)))


def figures(found):
    return {(row.key.area_id, row.period): row.value for row in found if isinstance(row, Row)}


def rejects(found):
    return [(item.row, item.column, item.value) for item in found if isinstance(item, Reject)]


def test_drug_crimes_are_counted_for_the_force_its_authorities_and_its_county(tmp_path):
    found = read(tmp_path, {(AUGUST, "kent"): of_kent(AUGUST)})

    # Without a place, beyond the border and in Wales count for the force alone; stations for nobody.
    assert figures(found) == {(10, "Aug 2026"): 6, (11, "Aug 2026"): 1, (12, "Aug 2026"): 2, (13, "Aug 2026"): 2}
    force, medway = (next(row for row in found if row.key.area_id == area_id) for area_id in (10, 11))
    assert (force.line, force.note, force.state) == (3, "", State.PUBLISHED)
    assert (force.key.start, force.key.end) == (date(2026, 8, 1), date(2026, 8, 31))
    assert medway.note == police_street.APPROXIMATE


def test_authorities_can_be_left_out(tmp_path):
    assert figures(read(tmp_path, {(AUGUST, "kent"): of_kent(AUGUST)}, authorities=False)) == {(10, "Aug 2026"): 6}


def test_an_authority_with_other_crimes_has_a_true_0(tmp_path):
    rows = [street_row(AUGUST, "Medway", "Burglary"), street_row(AUGUST, "Ashford")]

    found = figures(read(tmp_path, {(AUGUST, "kent"): street_csv(*rows)}))

    assert (found[11, "Aug 2026"], found[12, "Aug 2026"]) == (0, 1)


@pytest.mark.parametrize("rows", [[], [street_row(AUGUST, "Medway", "Burglary")]])
def test_a_force_without_a_drug_crime_is_missing_and_not_0(tmp_path, rows):
    found = read(tmp_path, {(AUGUST, "kent"): street_csv(*rows)})

    assert rejects(found) == [(1, "Month", "kent")]
    assert found[0].reason == "The files of this force hold no drug crime for 2026-08. That is missing, not 0."


def test_a_month_without_a_file_is_told_once_for_each_force(tmp_path):
    months = [f"2026-{month:02}" for month in range(1, 9)]
    files = {(month, "kent"): of_kent(month) for month in months} | {(AUGUST, "essex"): of_kent(AUGUST)}

    found = read(tmp_path, files, forces=["kent", "essex"])

    (told,) = [item for item in found if isinstance(item, Reject) and item.column == "Month"]
    months = "2026-01, 2026-02, 2026-03, 2026-04, 2026-05, 2026-06 and 1 more, up to 2026-07"
    reason = f"2026-08.zip has no file of this force for {months}. That is missing, not 0."
    assert (told.value, told.reason) == ("essex", reason)


def test_crimes_of_another_month_do_not_count(tmp_path):
    rows = [street_row(AUGUST, "Medway"), street_row(JULY, "Medway")]

    found = read(tmp_path, {(AUGUST, "kent"): street_csv(*rows)})

    assert figures(found)[10, "Aug 2026"] == 1
    assert found[0].reason == "Crimes of another month, which do not count: 1."


def test_districts_that_nobody_knows_are_rejected_once_until_somebody_says_what_they_are(tmp_path):
    rows = [street_row(AUGUST, "Atlantis"), street_row(AUGUST, "Atlantis")]
    files = {(month, "kent"): street_csv(*[row.replace(AUGUST, month) for row in rows]) for month in (JULY, AUGUST)}
    aliases = {("area", "atlantis"): 99}

    before = read(tmp_path, files)
    after_it = read(tmp_path, files, known=Known(KNOWN.indicators, KNOWN.areas, {}, aliases))

    assert [item for item in before if isinstance(item, Reject)] == [Reject(2, "LSOA name", "Atlantis", UNKNOWN_AREA)]
    assert figures(after_it)[99, "Aug 2026"] == 2


def test_districts_of_before_count_for_the_authority_of_today(tmp_path):
    known = Known(KNOWN.indicators, {"E06000063": 1, "E23000002": 2})
    rows = [street_row(AUGUST, name) for name in ("Allerdale", "Carlisle", "Copeland")]

    found = figures(read(tmp_path, {(AUGUST, "cumbria"): street_csv(*rows)}, known=known))

    assert found == {(1, "Aug 2026"): 3, (2, "Aug 2026"): 3}


def test_an_indicator_that_is_not_kept_here_is_passed_over(tmp_path):
    found = read(tmp_path, {(AUGUST, "kent"): of_kent(AUGUST)}, known=Known({}, KNOWN.areas))

    assert found == [NotOurs(1, INDICATOR, "2026-08.zip")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<html>Sorry</html>", "has no column Month, Reported by, LSOA code, LSOA name, Crime type"),
        (street_csv(header="Crime ID,Month,Reported by,LSOA code,Crime type"), "has no column LSOA name."),
        (street_csv("a,2026-08"), "line 2 has 2 fields where the header has 12"),
        (street_csv('"a,2026-08'), "is damaged"),
    ],
)
def test_a_month_of_another_form_is_refused(tmp_path, text, reason):
    with pytest.raises(SourceNotReadable, match=reason):
        read(tmp_path, {(AUGUST, "kent"): text})


def test_a_zip_file_of_something_else_is_refused(tmp_path):
    with pytest.raises(SourceNotReadable, match="holds no file like 2026-07/2026-07-kent-street"):
        read(tmp_path, {})
    with pytest.raises(SourceNotReadable, match="is damaged"):
        read(tmp_path, {}, body=archive({(AUGUST, "kent"): of_kent(AUGUST)})[:-40])


def test_options_name_the_forces_that_there_are():
    with pytest.raises(ValidationError, match="gotham is not a force of England"):
        police_street.Options(forces=["gotham"])


# --- The whole way ---------------------------------------------------------------------------------------------------


@pytest.fixture
def _places(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(fetching, "Patience", lambda: QUICK)
    monkeypatch.setattr(police_street, "SECONDS_BETWEEN_REQUESTS", 0)
    AreaFactory(code=KENT, name="Kent police force area", area_type=AreaType.POLICE_FORCE)
    AreaFactory(code=MEDWAY, name="Medway")
    AreaFactory(code=ASHFORD, name="Ashford", area_type=AreaType.DISTRICT)
    AreaFactory(code=KENT_COUNTY, name="Kent", area_type=AreaType.UPPER_TIER)
    IndicatorFactory(code=INDICATOR, value_type="count", multiplier=1, polarity="not_judged")


def refreshed(handler, **options):
    with served(handler) as site:
        source = SourceFactory(kind=SourceKind.POLICE_STREET, location=f"{site}/api", options=options)
        run = refresh(source=source)
    return run, site


def told(run):
    return list(RefreshReject.objects.filter(refresh=run).values_list("column", "value", "reason"))


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_only_the_wanted_months_of_the_archive_are_fetched():
    filler = street_csv(*[street_row(AUGUST, "Leeds", "Burglary", code=f"E0{n:07}") for n in range(20_000)])
    files = {(month, "kent"): of_kent(month) for month in ("2026-05", "2026-06", JULY, AUGUST)}
    body = archive({**files, (AUGUST, "btp"): of_kent(AUGUST), (AUGUST, "west-yorkshire"): filler})
    service = Street({AUGUST: body})

    run, site = refreshed(service, forces=["kent"], months=3)
    with served(service) as again:
        location = f"{again}/api"
        second = refresh(source=SourceFactory(kind=SourceKind.POLICE_STREET, location=location, options={"months": 3}))

    assert (run.outcome, run.error, run.added, run.rejected) == (Refresh.Outcome.CHANGED, "", 12, 0)
    # The end, the list of contents, three months.
    assert site.count(f"/store/{AUGUST}.zip") == 5
    assert all(asked.headers.get("range") for asked in site.asked if asked.path.startswith("/store/"))
    kent = Observation.objects.filter(source=run.source, series__area__code=KENT).order_by("period_start")
    assert list(kent.values_list("period", "value")) == [("Jun 2026", 6), ("Jul 2026", 6), ("Aug 2026", 6)]
    # Without a wish, the forces of the areas that are known.
    assert second.added == 12


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_an_unchanged_archive_changes_nothing_and_months_without_a_file_are_told():
    with served(Street({JULY: archive({(JULY, "kent"): of_kent(JULY)})})) as site:
        source = SourceFactory(kind=SourceKind.POLICE_STREET, location=f"{site}/api", options={"months": 3})

        first, second = refresh(source=source), refresh(source=source)

    # August is announced, but its archive is not there yet.
    assert (first.outcome, first.error, first.added) == (Refresh.Outcome.CHANGED, "", 4)
    assert second.outcome == Refresh.Outcome.UNCHANGED
    reason = "The archive has no file of this force for 2026-05, 2026-06. That is missing, not 0."
    assert told(first) == [("Month", "kent", reason)]


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_a_saved_archive_is_read_as_a_file(tmp_path):
    path = tmp_path / "2026-08.zip"
    path.write_bytes(archive({(AUGUST, "kent"): of_kent(AUGUST)}))

    run = refresh(source=SourceFactory(kind=SourceKind.POLICE_STREET, location=str(path)))

    assert (run.outcome, run.error, run.added) == (Refresh.Outcome.CHANGED, "", 4)


def without_ranges(body):
    def handler(asked):
        if asked.path.endswith(".zip"):
            return Answer(body, content_type="application/zip")
        return Street({})(asked)

    return handler


def instead_of(path, answer, service):
    """A handler: another answer for addresses that begin so."""

    def handler(asked):
        found = answer(asked) if callable(answer) and asked.path.startswith(path) else answer
        return found if asked.path.startswith(path) else service(asked)

    return handler


SOUND = Street({AUGUST: archive({(AUGUST, "kent"): of_kent(AUGUST)})})
WRONG_CONTENT = archive({(AUGUST, "kent"): of_kent(AUGUST)}).replace(b"PK\x03\x04", b"PK\x03\x05")


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (Street({}), "data.police.uk has no archive for its newest months: 2026-08.zip, 2026-07.zip, 2026-06.zip"),
        (without_ranges(b"PK\x03\x04"), "could not be read in parts: The server answered 200 OK"),
        (Street({AUGUST: b"<html>Sorry</html>" * 9}), "is not a ZIP file, or broken off"),
        (Street({AUGUST: WRONG_CONTENT}), "was replaced while it was read"),
        (Street({AUGUST: archive({(AUGUST, "essex"): of_kent(AUGUST)})}), "has no file of a wanted force for 2024-09"),
        (instead_of("/api/crime-last-updated", web_page(), SOUND), "not JSON"),
        (instead_of("/api/crime-last-updated", busy(0), SOUND), "The server answered 429"),
        (instead_of("/store/", busy(0, status=503), SOUND), "could not be read in parts: The server answered 503"),
    ],
)
def test_what_the_server_does_wrong_fails_the_run_and_changes_nothing(handler, reason):
    run, _ = refreshed(handler)

    assert (run.outcome, Observation.objects.count()) == (Refresh.Outcome.FAILED, 0)
    assert reason in run.error


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_a_storm_of_too_many_requests_is_waited_out():
    stormy = instead_of("/store/", lambda asked: busy(0) if asked.number <= 2 else SOUND(asked), SOUND)

    run, _ = refreshed(stormy)

    assert (run.outcome, run.added) == (Refresh.Outcome.CHANGED, 4)


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_parts_are_asked_for_also_where_the_archive_lies_on_another_server():
    with served(SOUND) as store:
        run, site = refreshed(Street({}, store=store))

    assert (run.outcome, run.error, run.added) == (Refresh.Outcome.CHANGED, "", 4)
    assert {asked.headers["range"][:6] for asked in store.asked} == {"bytes="}
    assert not any(asked.path.startswith("/store/") for asked in site.asked)


# --- Neighbourhoods --------------------------------------------------------------------------------------------------

PLACES = {"kent": {"A1": "Chatham &amp; Luton", "A2": "Gillingham", "A3": "Gillingham"}}


def with_places(crimes, **more):
    return Street(SOUND.archives, places=PLACES, crimes=crimes, **more)


def neighbourhoods(handler, months=1):
    run, site = refreshed(handler, forces=["kent"], months=2, neighbourhoods_of=["kent"], neighbourhood_months=months)
    found = Observation.objects.filter(series__category_type="Police neighbourhood", series__area__code=KENT)
    return run, site, {(each.series.category, each.period): each.value for each in found.select_related("series")}


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_neighbourhoods_are_categories_of_the_force():
    inside = [crime(AUGUST), crime(AUGUST), crime(AUGUST, "BTP"), crime(AUGUST, None)]

    run, site, found = neighbourhoods(with_places({("A1", AUGUST): inside}))

    # The station's crime is no area's; where a force gave crimes, none is a true 0.
    assert found == {
        ("Chatham & Luton", "Aug 2026"): 3,
        ("Gillingham", "Aug 2026"): 0,
        ("Gillingham (A3)", "Aug 2026"): 0,
    }
    assert {asked.method for asked in site.asked} == {"GET"}
    assert "approximate" in Observation.objects.filter(series__category="Gillingham").get().note
    assert run.error == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_a_long_boundary_is_posted():
    _, site, found = neighbourhoods(with_places({("A1", AUGUST): [crime(AUGUST)]}, corners=500))

    assert found["Chatham & Luton", "Aug 2026"] == 1
    assert {asked.method for asked in site.asked if asked.path == "/api/crimes-street/drugs"} == {"POST"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_a_force_whose_neighbourhoods_are_all_empty_is_missing_and_not_0():
    run, _, found = neighbourhoods(with_places({("A1", AUGUST): [crime(AUGUST)]}), months=2)

    assert {period for _, period in found} == {"Aug 2026"}
    reason = "No drug crime in any neighbourhood of kent in 2026-07: that is missing, not 0."
    assert ("month", "2026-07", reason) in told(run)


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_an_answer_for_another_month_is_no_figure():
    run, _, found = neighbourhoods(with_places({("A1", AUGUST): [crime(AUGUST)], ("A2", AUGUST): [crime("2026-06")]}))

    assert ("Gillingham", "Aug 2026") not in found
    assert ("month", "Gillingham", "Asked for 2026-08, answered with 2026-06.") in told(run)


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_a_neighbourhood_with_too_many_crimes_is_told_and_the_others_stand():
    service = with_places({("A2", AUGUST): [crime(AUGUST)]})

    def handler(asked):
        is_first = asked.path == "/api/crimes-street/drugs" and asked.query["poly"].startswith("51.0")
        return busy(0, status=503) if is_first else service(asked)

    run, _, found = neighbourhoods(handler)

    assert found == {("Gillingham", "Aug 2026"): 1, ("Gillingham (A3)", "Aug 2026"): 0}
    ((column, value, reason),) = [line for line in told(run) if line[0] == "neighbourhood"]
    assert (column, value) == ("neighbourhood", "Chatham & Luton")
    assert reason.startswith("The server answered 503")


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_a_month_that_is_no_longer_there_is_told_once():
    service = with_places({("A1", AUGUST): [crime(AUGUST)]})

    def handler(asked):
        is_old = asked.path == "/api/crimes-street/drugs" and asked.query["date"] == JULY
        return Answer("gone", 404, "text/plain") if is_old else service(asked)

    run, _, found = neighbourhoods(handler, months=2)

    assert {period for _, period in found} == {"Aug 2026"}
    assert len([line for line in told(run) if line[:2] == ("month", JULY)]) == 1


def test_a_damaged_month_of_the_archive_is_found_out():
    member = police_archive.Member("kent", AUGUST, "x.csv", 0, 3, 3, 0, 0)

    with pytest.raises(SourceNotReadable, match="its checksum is another"):
        police_archive.unpacked(member, b"abc")
