"""Making the tables of areas, neighbours, framework, indicators and agencies say what the reference files say."""

from django.db import transaction
from django.db.models import Q

from cdp import changes
from indicators.loading.differences import Report, bring_into_line, link, remove
from indicators.loading.problems import LoadRefused
from indicators.loading.reference import Folders, read_reference
from indicators.models import Area, DisclosureRule, FrameworkMetric, Indicator, NeighbourGroup, Outcome, Series
from indicators.operations import disclosure
from indicators.operations.neighbours import Group, write_groups
from indicators.operations.readings import recompute_readings
from indicators.operations.renumbering import join_renumbered
from partners.models import Agency, AgencyAlias

# A change of these changes what readings say.
# In which list of the API one finds what a tally counts; all else shows with the indicators.
NOUNS = {
    "Areas": "areas", "Agencies": "agencies", "Other names of agencies": "agencies", "Outcomes": "outcomes",
    "Framework metrics": "framework-metrics",
}  # fmt: skip
TOLD_THEMSELVES = {"Neighbour groups", "Neighbours"}
JUDGED_BY = ("polarity", "value_type", "multiplier", "goal_lower", "goal_upper")


def load_reference(*, folders=None, check=False):
    """Load all reference files or none; with check=True say what would change and write nothing.

    No area, indicator or agency is ever deleted: an indicator that vanished from the files is named in the report.
    What readings are judged by (goals, polarity, neighbours) is judged anew where it changed.
    """
    files, problems = read_reference(folders or Folders.shipped())
    if problems:
        raise LoadRefused(problems)
    report = Report("Reference data")
    with transaction.atomic():
        areas = _load_areas(files.areas, report)
        joined = join_renumbered()
        moved = _load_neighbours(files.neighbours, areas, report)
        metrics = _load_framework(files.framework, report)
        rules, changed_rules = _load_rules(files.rules, report)
        rejudged, rebound = _load_indicators(files.indicators, metrics, rules, report)
        _load_agencies(files.agencies, report)
        if not check:
            _judge_anew(moved, rejudged, joined.series_ids)
            bound_anew = Indicator.objects.filter(Q(pk__in=rebound) | Q(disclosure_rule__in=changed_rules))
            disclosure.follow_rules(indicator_ids=list(bound_anew.values_list("pk", flat=True)))
        if not check:
            _tell(report)
        transaction.set_rollback(check)
    return report


def _tell(report):
    names = [name for name in report.changed_tallies if name not in TOLD_THEMSELVES]
    found = (NOUNS.get(name, "areas" if name.endswith("of areas") else "indicators") for name in names)
    for noun in dict.fromkeys(found):
        changes.record(kind="reference.loaded", noun=noun)


def _load_areas(areas, report):
    standing = {area.code: area for area in Area.objects.filter(is_sample=False)}
    wanted = {
        area.gss_code: {
            "code": area.gss_code,
            "name": area.name,
            "area_type": area.type,
            "valid_from": area.valid_from,
            "valid_to": area.valid_to,
            "note": area.note,
        }
        for area in areas
    }
    rows = bring_into_line(Area, standing=standing, wanted=wanted, tally=report.tally("Areas"))
    owners = [row.pk for row in rows.values()]
    for field, column in (("parents", "parents"), ("successors", "successors")):
        pairs = [(rows[area.gss_code].pk, rows[code].pk) for area in areas for code in area.codes(column)]
        link(
            getattr(Area, field).through,
            left="from_area_id",
            right="to_area_id",
            owners=owners,
            wanted=pairs,
            tally=report.tally(f"{column.capitalize()} of areas"),
        )
    return rows


def _load_neighbours(listed, areas, report):
    """A data lead's own list, which has another name, stays: it was chosen, and ours is only what is there at first."""
    chosen = dict(NeighbourGroup.objects.values_list("area__code", "name"))
    groups = [
        Group(areas[one.area], one.name, one.source, [areas[code] for code in one.neighbours])
        for one in listed
        if chosen.get(one.area, one.name) == one.name
    ]
    return write_groups(groups, report=report)


def _judge_anew(areas, indicators, series_ids):
    if areas or indicators or series_ids:
        series = Series.objects.filter(Q(area__in=areas) | Q(indicator__in=indicators) | Q(pk__in=series_ids))
        recompute_readings(series_ids=series.values_list("pk", flat=True))


def _absent(standing, wanted):
    return [row for key, row in standing.items() if key not in wanted]


def _load_framework(framework, report):
    outcomes = bring_into_line(
        Outcome,
        standing={outcome.code: outcome for outcome in Outcome.objects.all()},
        wanted={
            outcome.code: {**outcome.model_dump(), "position": position}
            for position, outcome in enumerate(framework.outcomes, 1)
        },
        tally=report.tally("Outcomes"),
    )
    levels = FrameworkMetric.Level
    metrics = [(metric, levels.HEADLINE) for metric in framework.headline_metrics]
    metrics += [(metric, levels.SUPPORTING) for metric in framework.supporting_metrics]
    return bring_into_line(
        FrameworkMetric,
        standing={metric.code: metric for metric in FrameworkMetric.objects.all()},
        wanted={
            metric.code: {
                **metric.model_dump(exclude={"indicators", "outcome"}),
                "outcome_id": outcomes[metric.outcome].pk,
                "level": level.value,
                "position": position,
                "is_local": metric.is_local,
            }
            for position, (metric, level) in enumerate(metrics, 1)
        },
        tally=report.tally("Framework metrics"),
    )


def _load_rules(rules, report):
    """({slug: rule}, ids of those that stood and changed)"""
    standing = {rule.slug: rule for rule in DisclosureRule.objects.all()}
    wanted = {rule.slug: rule.fields for rule in rules}
    changed = [
        row.pk
        for slug, row in standing.items()
        if any(getattr(row, name) != value for name, value in wanted.get(slug, {}).items())
    ]
    tally = report.tally("Disclosure rules")
    rows = bring_into_line(
        DisclosureRule, standing=standing, wanted=wanted, tally=tally, absent=_absent(standing, wanted)
    )
    return rows, changed


def _load_indicators(indicators, metrics, rules, report):
    outcomes = dict(Outcome.objects.values_list("code", "pk"))
    standing = {indicator.code: indicator for indicator in Indicator.objects.filter(is_sample=False)}
    wanted = {
        indicator.code: {
            **indicator.model_dump(exclude={"outcome", "framework_metric", "official_ids", "goal", "disclosure_rule"}),
            **indicator.goal_fields,
            "outcome_id": outcomes[indicator.outcome] if indicator.outcome else None,
            "framework_metric_id": metrics[indicator.framework_metric].pk if indicator.framework_metric else None,
            "fingertips_id": indicator.official_ids.fingertips,
            "disclosure_rule_id": rules[indicator.disclosure_rule].pk if indicator.disclosure_rule else None,
        }
        for indicator in indicators
    }
    absent = [row for row in _absent(standing, wanted) if row.retired_on is None]
    rejudged = [
        row.pk
        for code, row in standing.items()
        if code in wanted and any(getattr(row, name) != wanted[code][name] for name in JUDGED_BY)
    ]
    rebound = [
        row.pk
        for code, row in standing.items()
        if code in wanted and row.disclosure_rule_id != wanted[code]["disclosure_rule_id"]
    ]
    bring_into_line(Indicator, standing=standing, wanted=wanted, tally=report.tally("Indicators"), absent=absent)
    return rejudged, rebound


def _load_agencies(agencies, report):
    standing = {agency.slug: agency for agency in Agency.objects.all()}
    tally = report.tally("Agencies")
    wanted = {
        agency.slug: {
            "slug": agency.slug,
            "name": agency.name,
            "short_name": agency.short_name or "",
            "kind": agency.kind,
            "is_generic": agency.generic,
            "note": agency.note or "",
        }
        for agency in agencies
    }
    rows = bring_into_line(Agency, standing=standing, wanted=wanted, tally=tally)
    # A parent can stand further down the file, so parents are set once all agencies are there.
    moved = []
    for agency in agencies:
        parent_id = rows[agency.parent].pk if agency.parent else None
        if rows[agency.slug].parent_id != parent_id:
            rows[agency.slug].parent_id = parent_id
            moved.append(rows[agency.slug])
    Agency.objects.bulk_update(moved, ["parent"])
    known = [row for row in moved if row.slug in standing]
    tally.changed += len(known)
    tally.unchanged -= len(known)
    _load_aliases(agencies, rows, report.tally("Other names of agencies"))


def _load_aliases(agencies, rows, tally):
    """Another name that the file drops goes: nothing refers to it, and it would still find the wrong agency."""
    standing = {
        (alias.agency_id, alias.name): alias
        for alias in AgencyAlias.objects.filter(agency__in=[row.pk for row in rows.values()])
    }
    wanted = {
        (rows[agency.slug].pk, name): {"agency_id": rows[agency.slug].pk, "name": name}
        for agency in agencies
        for name in agency.aliases
    }
    bring_into_line(AgencyAlias, standing=standing, wanted=wanted, tally=tally)
    remove(AgencyAlias, _absent(standing, wanted), tally=tally)
