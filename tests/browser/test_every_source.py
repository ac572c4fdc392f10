"""Every kind of source, the whole way: a server like the real one, a real worker, and the figures on the page."""

from contextlib import ExitStack

import pytest
from django.core.management import call_command

from indicators.models import Observation, Publishing, Refresh, Source, SourceKind
from indicators.operations.refresh import ask_for_refresh
from tests.factories import MappingFactory, SourceFactory
from tests.indicators.fingertips import row, text
from tests.served import Answer, at, served
from tests.sources_served import fingertips, ndtms, nomis, ons, ons_geography, police
from tests.sources_served.books import ods
from tests.worker import database_url, wait_for, worker

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
SECONDS = 120
POPULATION = {
    ("NM_2002_1", "", "E06000060", "2022"): ("553078", "Normal Value"),
    ("NM_2002_1", "", "E06000060", "2023"): ("560409", "Normal Value"),
}
NEIGHBOURS = "AREACD,1,2,3\r\nE06000001,E06000002,E06000003,E06000004\r\n"
VIEWIT = (
    "ReportingPeriod,Area,sex,age_group,drug_group,intreatment_allintx\n"
    "2020/21,Sefton,Total,Total,Total,1600\n2021/22,Sefton,Total,Total,Total,1650\n"
)
LAYOUT = {
    "file": {"kind": "csv"},
    "indicator": {"constant": "naloxone-issued"},
    "area": {"column": "Place", "by": "name"},
    "period": {"column": "Year"},
    "value": {"column": "Kits"},
}
MAPPED = "Place,Year,Kits\nMilton Keynes,2023/24,120\nMedway,2023/24,95\n"
TABLES = {
    ("adults", 2024): ods({"Table_1_1": ndtms.NATIONAL, "Table_9_2": ndtms.DEATHS}),
    ("young people", 2024): ods({"Table_1_1": ndtms.NATIONAL}),
}


def csv(body):
    return at({"/export.csv": Answer(body)})


STREET_ROWS = [police.street_row("2026-08", "Medway")] * 3
STREET = police.archive({("2026-08", "kent"): police.street_csv(*STREET_ROWS)})
RECORDED = police.recorded_rows("2025/26", "Greater Manchester", "Manchester", dict.fromkeys((1, 2, 3, 4), (10, 5)))
RECORDED_BOOK = ods({"2025_26": [police.COLUMNS, *RECORDED]})

# kind: (the server, the path of the location, options)
SERVICES = {
    SourceKind.FINGERTIPS_CSV: (csv(text(row(Area_Code="E06000035"))), "/export.csv", {}),
    SourceKind.FINGERTIPS: (fingertips.Fingertips(), "/api", {"pause_seconds": 0, "indicator_ids": [92454]}),
    SourceKind.NDTMS_TABLES: (ndtms.GovUk(TABLES), "", {}),
    SourceKind.NDTMS_MONTHLY: (
        ndtms.Forms(),
        "",
        {"regions": ["E12000002"], "cohorts": ["adults"], "areas": ["Sefton"], "seconds_between": 0},
    ),
    SourceKind.NDTMS_VIEWIT: (csv(VIEWIT), "/export.csv", {}),
    SourceKind.POLICE_STREET: (police.Street({"2026-08": STREET}), "/api", {"forces": ["kent"], "months": 1}),
    SourceKind.POLICE_RECORDED: (police.OpenData({police.NEWEST: RECORDED_BOOK}), "", {}),
    SourceKind.MAPPED: (csv(MAPPED), "/export.csv", {}),
    SourceKind.NOMIS: (
        nomis.Nomis(POPULATION),
        "",
        {"datasets": [{"dataset": "NM_2002_1", "indicator": "population"}], "areas": ["E06000060"]},
    ),
    SourceKind.ONS_DRUG_POISONING: (ons.Ons(), ons.PAGE, {}),
    SourceKind.ONS_GEOGRAPHY: (ons_geography.Geography(), ons_geography.ROOT, {}),
    SourceKind.NEAREST_NEIGHBOURS: (csv(NEIGHBOURS), "/export.csv", {"areas": ["E06000001"]}),
}
NOT_HERE = {SourceKind.DOCUMENT, SourceKind.SAMPLE}


def test_every_kind_has_a_service_here():
    assert SERVICES.keys() | NOT_HERE == set(SourceKind)


def test_a_worker_refreshes_every_source_and_the_page_shows_it(settings, tmp_path, page):
    call_command("load_reference", verbosity=0)
    Source.objects.filter(document=None).delete()
    with ExitStack() as stack:
        runs = []
        for kind, (service, path, options) in SERVICES.items():
            site = stack.enter_context(served(service))
            source = SourceFactory(
                slug=kind.replace("_", "-"),
                name=f"Everything of {kind.label}",
                kind=kind,
                location=f"{site}{path}",
                options=options,
                publishing=Publishing.AT_ONCE,
            )
            if kind == SourceKind.MAPPED:
                MappingFactory(source=source, layout=LAYOUT)
            runs.append(ask_for_refresh(source=source, by=None).pk)
        log = tmp_path / "worker.log"
        stack.enter_context(
            worker(log, DATABASE_URL=database_url(settings), MEDIA_ROOT=str(tmp_path), ENVIRONMENT="test")
        )
        unfinished = Refresh.objects.filter(pk__in=runs, outcome__in=Refresh.UNFINISHED)
        # What was asked for before the worker came is found by its clock, as after any loss of messages.
        assert wait_for(lambda: not unfinished.exists(), SECONDS), log.read_text()

    ended = Refresh.objects.filter(pk__in=runs).select_related("source").order_by("pk")
    assert [(run.source.kind, run.outcome, run.error) for run in ended] == [
        (kind, Refresh.Outcome.CHANGED, "") for kind in SERVICES
    ]
    assert all(run.added or run.changed for run in ended)

    page.goto("/data/")

    shown = page.locator("main").inner_text()
    assert [name for name in ended.values_list("source__name", flat=True) if name not in shown] == []
    for source in Source.objects.filter(refreshes__in=runs):
        figures = Observation.objects.filter(source=source).count()
        assert source.number_of_figures == figures
        page.goto(source.get_absolute_url())
        assert page.locator("h1").inner_text() == source.name
