"""Loading the documents of partnerships: all of the folders that are given, or nothing."""

from django.db import transaction

from actions.loading.checks import Known, check_package
from actions.loading.package import read_package
from actions.loading.write_actions import write_actions, write_recommendations, write_strategy
from actions.loading.write_evidence import (
    write_quality_findings,
    write_returns_and_wishes,
    write_schemes_and_findings,
    write_voices,
)
from actions.loading.write_figures import write_evidence_figures, write_figures
from actions.loading.write_partnership import write_document, write_partnership, write_surroundings
from indicators.loading.differences import Report
from indicators.loading.problems import LoadRefused
from indicators.models import Series
from indicators.operations.headlines import mark_headlines
from indicators.operations.readings import recompute_readings


@transaction.atomic
def load_documents(*, folders, publish=False, check=False):
    """A report for each folder; with check=True nothing is written. LoadRefused names every fault of every folder.

    `publish` makes partnerships that are new readable without signing in, as the shipped ones always are.
    """
    packages, problems = [], []
    known = Known.now()
    for folder in folders:
        package, faults = read_package(folder)
        packages.append(package)
        problems += faults + check_package(package, known)
    problems += _given_twice(packages)
    if problems:
        raise LoadRefused(problems)
    reports, touched = [], set()
    for package in packages:
        report, indicators = _write(package, publish=publish or package.is_shipped)
        reports.append(report)
        touched |= indicators
    if touched and not check:
        mark_headlines(indicator_ids=touched)
        recompute_readings(series_ids=Series.objects.filter(indicator__in=touched).values_list("pk", flat=True))
    transaction.set_rollback(check)
    return reports


def _given_twice(packages):
    first = {}
    for package in packages:
        slug = package.content.partnership.slug if package.content else None
        if slug and first.setdefault(slug, package) is not package:
            message = f"The folder {first[slug].folder.name} is of the same partnership."
            yield package.yaml.problem(("partnership", "slug"), message, "Load one document of a partnership.")


def _write(package, *, publish):
    content = package.content
    report = Report(content.partnership.name)
    partnership = write_partnership(content, publish=publish, report=report)
    document, source = write_document(content, partnership, report=report)
    write_surroundings(content, partnership, document, report=report)
    priorities = write_strategy(content, partnership, document, report=report)
    recommendations = write_recommendations(content, partnership, document, priorities, report=report)
    write_actions(content, partnership, document, priorities, report=report)
    write_schemes_and_findings(content, partnership, document, priorities, report=report)
    write_voices(content, document, report=report)
    write_returns_and_wishes(content, document, priorities, report=report)
    write_quality_findings(package.contradictions, document, report=report)
    indicators, observations = write_figures(package, source, report=report)
    write_evidence_figures(content, recommendations, observations, report=report)
    return report, indicators
