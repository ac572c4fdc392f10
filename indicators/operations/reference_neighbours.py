"""Groups of neighbours as an office publishes them, beside the groups that stand."""

from indicators.loading.differences import Report
from indicators.loading.neighbours import Cell, choose
from indicators.loading.reference import Folders, names_of_groups
from indicators.models import NeighbourGroup
from indicators.operations.neighbours import Group, areas_of_partnerships, directory_of_areas, write_groups
from indicators.sources.base import UNKNOWN_AREA, Reject
from indicators.sources.nearest_neighbours import Options


def compare_neighbours(records, *, source, result):
    options = Options.model_validate(source.options)
    directory, problems = directory_of_areas(), []
    asked = list(dict.fromkeys(options.areas)) or areas_of_partnerships()
    result.rejects += [Reject(0, "areas", code, UNKNOWN_AREA) for code in asked if code not in directory.areas]
    wanted = {directory.areas[code].code for code in asked if code in directory.areas}
    cells = [Cell(one.line, one.column, one.area, one.neighbour, one.position, one.column) for one in records]
    listed = choose(
        sorted(cells, key=lambda cell: cell.position),
        file=source.name, directory=directory, wanted=wanted, needed=bool(options.areas), take=options.take,
        name=options.name, source=options.publisher or source.name, problems=problems,
    )  # fmt: skip
    result.rejects += [
        Reject(one.row or 0, one.column, "", " ".join(filter(None, (one.message, one.allowed)))) for one in problems
    ]
    standing = _standing()
    result.plan = []
    ours = names_of_groups(Folders.shipped()) | {options.name}
    for one in listed:
        if not one.neighbours:
            continue  # the reject says why
        name, *was = standing.get(one.area, (None,))
        if name is not None and name not in ours:
            result.sentences.append(
                f"{directory.said(one.area)} keeps its list “{name}”, which a data lead gave it; this one is not taken."
            )
        elif name is None:
            result.added += 1
        elif was == [one.source, one.neighbours] and name == one.name:
            result.unchanged += 1
            continue
        else:
            result.changed += 1
        if name is None or name in ours:
            known = directory.areas
            result.plan.append(Group(known[one.area], one.name, one.source, [known[code] for code in one.neighbours]))
    listed_areas = {one.area for one in listed}
    gone = [code for code, (name, *_) in standing.items() if name == options.name and code not in listed_areas]
    result.gone = len(gone)
    result.sentences += [f"The list no longer has {directory.said(code)}; its neighbours are kept." for code in gone]


def _standing():
    """{code: (name, source, codes of the neighbours, the nearest first)}"""
    groups = NeighbourGroup.objects.filter(area__is_sample=False).prefetch_related("neighbours__area")
    return {
        group.area.code: (group.name, group.source, [one.area.code for one in group.neighbours.all()])
        for group in groups.select_related("area")
    }


def write_neighbours(groups):
    """The ids of the areas whose neighbours changed."""
    return write_groups(groups, report=Report("Nearest neighbours"))
