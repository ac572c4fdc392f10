"""Which areas an area is set beside: groups of nearest neighbours, from our reference file or a data lead's list."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cdp import changes
from indicators.loading.differences import Report, bring_into_line, remove
from indicators.loading.neighbours import Directory, read_list
from indicators.loading.problems import LoadRefused, Problem, close_to
from indicators.models import Area, AreaType, Neighbour, NeighbourGroup, Series
from indicators.operations.readings import recompute_readings

COUNTIES = (AreaType.UPPER_TIER, AreaType.UNITARY)


class MixedNeighbours(Exception):
    """A made-up area may not be compared with a real one, nor a real one with it."""


@dataclass(frozen=True)
class Group:
    """What the neighbours of one area are to be, the nearest first."""

    area: Area
    name: str
    source: str
    neighbours: list[Area]


@transaction.atomic
def load_neighbours(*, path, name, source, areas=(), take=15, check=False):
    """Load a published list for these areas (codes), or for the counties and unitaries of all partnerships.

    All or nothing; `check` says what would change and writes nothing. LoadRefused names every fault of the file.
    """
    problems = []
    directory = directory_of_areas()
    wanted = list(dict.fromkeys(areas)) or areas_of_partnerships()
    for code in wanted:
        if code not in directory.areas:
            problems.append(Problem(code, None, "", "We know no such area.", close_to(code, directory.areas)))
    for field, text in (("name", name), ("source", source)):
        longest = NeighbourGroup._meta.get_field(field).max_length
        if not 0 < len(text.strip()) <= longest:
            problems.append(
                Problem(f"--{field}", None, "", "It has no text, or too much.", f"Allowed: {longest} letters.")
            )
    if not wanted:
        problems.append(Problem(Path(path).name, None, "", "No partnership has a county or unitary authority yet."))
    if problems:
        raise LoadRefused(problems)
    wanted = list(dict.fromkeys(directory.areas[code].code for code in wanted))  # a code of before means today's area
    listed = read_list(
        Path(path), directory=directory, wanted=wanted, needed=bool(areas), take=take, name=name, source=source,
        problems=problems,
    )  # fmt: skip
    if problems:
        raise LoadRefused(problems)
    report = Report(name)
    known = directory.areas
    groups = [Group(known[one.area], one.name, one.source, [known[code] for code in one.neighbours]) for one in listed]
    moved = write_groups(groups, report=report)
    if moved and not check:
        recompute_readings(series_ids=Series.objects.filter(area__in=moved).values_list("pk", flat=True))
    transaction.set_rollback(check)
    return report


@transaction.atomic
def write_groups(groups, *, report):
    """Make these areas' groups say exactly this; the ids of the areas whose neighbours changed."""
    for group in groups:
        _refuse_mixed(group)
    standing = {row.area_id: row for row in NeighbourGroup.objects.filter(area__in=[group.area for group in groups])}
    wanted = {group.area.pk: {"area_id": group.area.pk, "name": group.name, "source": group.source} for group in groups}
    was = _said(standing)
    rows = bring_into_line(NeighbourGroup, standing=standing, wanted=wanted, tally=report.tally("Neighbour groups"))
    moved = _write_members(groups, rows, report.tally("Neighbours"))
    now = _said(rows)
    others = [group.area.code for group in groups if was.get(group.area.pk) != now[group.area.pk]]
    changes.record_each(kind="neighbours.changed", noun="neighbour-groups", things=others)
    return moved


def _said(rows):
    """{id of the area: its list as it is read}"""
    members = {row.pk: [] for row in rows.values()}
    for group, area in (
        Neighbour.objects.filter(group__in=members).order_by("group", "position").values_list("group_id", "area_id")
    ):
        members[group].append(area)
    return {area: (row.name, row.source, members[row.pk]) for area, row in rows.items()}


def _write_members(groups, rows, tally):
    standing = {(row.group_id, row.area_id): row for row in Neighbour.objects.filter(group__in=list(rows.values()))}
    area_of = {row.pk: area_id for area_id, row in rows.items()}
    wanted = {
        (rows[group.area.pk].pk, area.pk): {
            "group_id": rows[group.area.pk].pk,
            "area_id": area.pk,
            "position": position,
        }
        for group in groups
        for position, area in enumerate(group.neighbours, 1)
    }
    gone = [row for key, row in standing.items() if key not in wanted]
    moved = {area_of[group_id] for group_id, _ in standing.keys() ^ wanted.keys()}
    # Those that leave go first, for those that stay may take their places.
    remove(Neighbour, gone, tally=tally)
    bring_into_line(Neighbour, standing=standing, wanted=wanted, tally=tally)
    return moved


def _refuse_mixed(group):
    for area in group.neighbours:
        if area.is_sample != group.area.is_sample:
            raise MixedNeighbours(
                f"{area} ({area.code}) cannot be a neighbour of {group.area} ({group.area.code}): "
                "one of them is made up."
            )


def directory_of_areas():
    return Directory(Area.objects.filter(is_sample=False), Area.objects.renumbered())


def areas_of_partnerships():
    """The counties and unitary authorities that partnerships answer for, as far as they still exist."""
    areas = Area.objects.filter(is_sample=False, footprints__isnull=False, area_type__in=COUNTIES)
    return list(areas.valid_on(timezone.localdate()).distinct().values_list("code", flat=True))
