"""How figures hang together, from a file to which people can add; the rules of data quality read it."""

from typing import Literal

from django.conf import settings

from indicators.loading.files import read_yaml
from indicators.loading.problems import LoadRefused
from indicators.loading.shapes import Shape, Text, fit
from indicators.rules.quality import relations

RELATIONS_FILE = "indicators/reference/relations.yaml"


class SplitEntry(Shape):
    indicators: list[Text]
    by: Text
    kind: Literal["whole", "parts", "overlapping"]
    reason: Text
    labels: list[Text] = []
    within: int = 0


class GroupsEntry(Shape):
    by: Text
    whole: str
    parts: list[Text]
    reason: Text


class UnionEntry(Shape):
    indicator: Text
    by: Text
    parts: list[Text]
    reason: Text


class PickEntry(Shape):
    indicator: Text
    field: Literal["value", "count", "denominator"] = "value"
    sex: str | None = None
    age: str | None = None
    category_type: str | None = None
    category: str | None = None


class TieEntry(Shape):
    kind: Literal["rate", "quotient", "sum", "to_100", "excess", "change", "same_whole"]
    figures: list[PickEntry]
    reason: Text
    times: int = 1


class RelationsFile(Shape):
    not_parts: list[Text]
    splits: list[SplitEntry]
    groups: list[GroupsEntry]
    unions: list[UnionEntry]
    ties: list[TieEntry]
    same_population: list[list[Text]]


def quality_relations():
    """What relations.yaml says, as the rules take it; LoadRefused names every fault of the file."""
    problems, content = [], None
    yaml = read_yaml(settings.BASE_DIR / RELATIONS_FILE, name=RELATIONS_FILE, problems=problems)
    if yaml:
        content, problems = fit(RelationsFile, yaml.data, problem=yaml.problem)
    if problems:
        raise LoadRefused(problems)
    return relations.Relations(
        not_parts=frozenset(content.not_parts),
        splits=tuple(_made(relations.Split, entry) for entry in content.splits),
        groups=tuple(_made(relations.Groups, entry) for entry in content.groups),
        unions=tuple(_made(relations.Union, entry) for entry in content.unions),
        ties=tuple(_tie(entry) for entry in content.ties),
        same_population=tuple(map(tuple, content.same_population)),
    )


def _made(kind, entry):
    given = entry.model_dump()
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})


def _tie(entry):
    picks = tuple(_made(relations.Pick, pick) for pick in entry.figures)
    return relations.Tie(kind=entry.kind, picks=picks, reason=entry.reason, times=entry.times)
