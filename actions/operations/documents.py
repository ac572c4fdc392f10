"""Loading the documents of partnerships, all of the folders that are given or nothing, and removing a partnership."""

import logging
from collections import Counter

from django.apps import apps
from django.db import transaction
from django.utils import timezone

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
from actions.models import ProgressUpdate
from actions.operations.disclosure import check_partnership
from cdp import changes
from indicators.loading.differences import Report
from indicators.loading.problems import LoadRefused
from indicators.models import Observation, Series, Source, SupersededObservation
from indicators.operations import disclosure, follow_up
from indicators.operations.disclosure_check import refuse_small_numbers
from indicators.operations.headlines import mark_headlines
from indicators.operations.planning import count_again
from indicators.operations.quality import check_figures, sources_of
from indicators.operations.readings import recompute_readings
from partners.models import Partnership

logger = logging.getLogger(__name__)


@transaction.atomic
def load_documents(*, folders, publish=False, check=False, accept_small_numbers=""):
    """A report for each folder; with check=True nothing is written. LoadRefused names every fault of every folder.

    `publish` makes the partnerships readable without signing in, as the shipped ones are from their first load.
    PublishingRefused where one that everybody can read would show small numbers and nobody says why they may be read.
    """
    started_at = timezone.now()
    packages, problems = [], []
    known = Known.now()
    for folder in folders:
        package, faults = read_package(folder)
        problems += faults
        if package:
            packages.append(package)
            problems += check_package(package, known)
    problems += _given_twice(packages)
    if problems:
        raise LoadRefused(problems)
    reports, touched = [], set()
    for package in packages:
        report, indicators = _write(package, publish=publish, started_at=started_at)
        reports.append(report)
        touched |= indicators
    if touched and not check:
        count_again(added=sum(len(package.figures) for package in packages))
        # What a document prints may give back what is hidden of another source.
        bound = disclosure.bound_by_a_rule(touched)
        disclosure.withhold(indicator_ids=bound)
        mark_headlines(indicator_ids=touched)
        recompute_readings(series_ids=Series.objects.filter(indicator__in=touched).values_list("pk", flat=True))
        check_figures(source_ids={*_sources_of(packages), *sources_of(bound)})
    for package, report in zip(packages, reports, strict=True):
        partnership = Partnership.objects.get(slug=package.content.partnership.slug)
        # What is public already, and is loaded again with other figures, is published like the first time.
        report.findings = _small_numbers(package, partnership) if partnership.is_published or check else []
        if partnership.is_published and not check:
            refuse_small_numbers(report.findings, accepted=accept_small_numbers)
            if report.findings and accept_small_numbers:
                logger.info("%s: small numbers accepted: %s", partnership.slug, accept_small_numbers)
    transaction.set_rollback(check)
    return reports


def _small_numbers(package, partnership):
    """The documents that come with the program are public as they are: not printing it here would keep nothing back."""
    if package.is_shipped:
        return []
    return check_partnership(partnership)


def _sources_of(packages):
    slugs = [package.content.partnership.slug for package in packages]
    return Source.objects.filter(document__partnership__slug__in=slugs).values_list("pk", flat=True)


def _given_twice(packages):
    first = {}
    for package in packages:
        slug = package.content.partnership.slug if package.content else None
        if slug and first.setdefault(slug, package) is not package:
            message = f"The folder {first[slug].folder.name} is of the same partnership."
            yield package.yaml.problem(("partnership", "slug"), message, "Load one document of a partnership.")


def _write(package, *, publish, started_at):
    content = package.content
    report = Report(content.partnership.name)
    partnership = write_partnership(content, publish=publish, is_shipped=package.is_shipped, report=report)
    document, source = write_document(content, partnership, report=report)
    write_surroundings(content, partnership, document, report=report)
    priorities = write_strategy(content, partnership, document, report=report)
    recommendations = write_recommendations(content, partnership, document, priorities, report=report)
    write_actions(content, partnership, document, priorities, report=report)
    write_schemes_and_findings(content, partnership, document, priorities, report=report)
    write_voices(content, document, report=report)
    write_returns_and_wishes(content, document, priorities, report=report)
    write_quality_findings(package.contradictions, document, report=report)
    run, observations = write_figures(package, source, started_at=started_at, report=report)
    write_evidence_figures(content, recommendations, observations, report=report)
    indicators = set()
    if run:
        indicators |= set(run.changes.values_list("indicator", flat=True))
        # The figures are checked at the end of the load, those of all folders together.
        follow_up.ask(run, check=False)
        follow_up.tell(run)
    if report.has_changes:
        changes.record(kind="partnership.loaded", noun="partnerships", thing=partnership.slug, partnership=partnership)
    if publish:
        # Figures that did not change may have been hidden until now.
        indicators |= set(source.observations.order_by().values_list("series__indicator", flat=True).distinct())
    return report, indicators


class RemovalRefused(Exception):
    """The partnership has to stay; the message says why and what to do instead."""


@transaction.atomic
def remove_partnership(*, partnership, check=False):
    """{model: rows that went} of a partnership with all that its documents brought; with check=True nothing goes.

    Agencies, areas and indicators are shared and stay, and so does every series that others have a use for.
    """
    # A report waits for its action, so none can come in between the question and the removal.
    list(partnership.actions.select_for_update().values_list("pk"))
    if ProgressUpdate.objects.filter(action__partnership=partnership).exists():
        raise RemovalRefused("People have reported progress; untick Published instead.")
    sources = list(Source.objects.filter(document__partnership=partnership).values_list("pk", flat=True))
    figures = [model.objects.filter(source__in=sources) for model in (Observation, SupersededObservation)]
    series = {pk for rows in figures for pk in rows.order_by().values_list("series", flat=True).distinct()}
    indicators = set(Series.objects.filter(pk__in=series).order_by().values_list("indicator", flat=True))
    gone = Counter()
    # The database knows no key from figures to their sources, and actions guard their priorities: so in this order.
    for rows in (*figures, partnership.actions.all(), partnership.recommendations.all()):
        gone.update(rows.delete()[1])
    slug = partnership.slug
    gone.update(partnership.delete()[1])
    # Of nobody's, since its own changes have gone with it.
    changes.record(kind="partnership.removed", noun="partnerships", thing=slug)
    gone.update(_left_over(series).delete()[1])
    if not check:
        disclosure.withhold(indicator_ids=disclosure.bound_by_a_rule(indicators))
        mark_headlines(indicator_ids=indicators)
        left = Series.objects.filter(indicator__in=indicators)
        recompute_readings(series_ids=left.values_list("pk", flat=True))
    transaction.set_rollback(check)
    return {apps.get_model(label): count for label, count in sorted(gone.items()) if count}


def _left_over(series_ids):
    """Of these series, those that nobody's figures, measures or evidence rest on."""
    return Series.objects.filter(
        pk__in=series_ids, observations=None, superseded=None, measures=None, evidence_figures=None
    )
