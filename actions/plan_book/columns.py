"""What a column of the workbook is: made from a model's field, so that the two cannot come apart."""

from dataclasses import dataclass
from enum import Enum

from django.db import models

LONGEST_CELL = 32_767  # Excel's own limit


class Kind(Enum):
    LINE = "One line of text"
    TEXT = "Text"
    CHOICE = "One of the list"
    DATE = "A date, such as 31/03/2027"
    NUMBER = "A number"
    PLACE = "A whole number"
    EMAIL = "An email address"
    ONE = "One of another sheet"
    SEVERAL = "Several, one below the other in the cell (Alt and Enter), or with ; between"


@dataclass(frozen=True)
class Column:
    """`of` is what a reference names: the key of a sheet, or "indicators", "areas", "outcomes", "agencies"."""

    key: str
    heading: str
    kind: Kind
    help: str = ""
    is_needed: bool = False
    longest: int = LONGEST_CELL
    choices: tuple = ()
    of: str = ""
    is_ordered: bool = False
    also: tuple = ()

    @property
    def empty(self):
        """What an empty cell means."""
        if self.kind is Kind.SEVERAL:
            return ()
        return None if self.kind in (Kind.DATE, Kind.NUMBER, Kind.PLACE) else ""

    @property
    def label_of(self):
        return dict(self.choices)


@dataclass(frozen=True)
class Sheet:
    """`identity` are the columns that tell its rows apart."""

    key: str
    title: str
    noun: str
    model: type
    what: str
    identity: tuple
    columns: tuple
    also: tuple = ()

    def column(self, key):
        return next(column for column in self.columns if column.key == key)

    @property
    def required(self):
        """Without these columns no row could be told from another."""
        return [column for column in self.columns if column.key in self.identity and column.is_needed]


def column(model, name, **rest) -> Column:
    """The column of a model's field. What is given in words of our own wins over the field's."""
    field = model._meta.get_field(name)
    words = str(field.verbose_name)
    made = {
        "key": name,
        "heading": words[0].upper() + words[1:],
        "kind": _kind(field),
        "help": str(field.help_text),
        "is_needed": not (field.blank or field.null or field.has_default() or field.many_to_many),
        "longest": min(getattr(field, "max_length", None) or LONGEST_CELL, LONGEST_CELL),
        "choices": tuple((str(value), str(label)) for value, label in field.flatchoices if value != ""),
    }
    return Column(**made | rest)


def _kind(field):
    if field.many_to_many:
        return Kind.SEVERAL
    if field.is_relation:
        return Kind.ONE
    if field.choices:
        return Kind.CHOICE
    kinds = (
        (models.DateField, Kind.DATE),
        (models.DecimalField, Kind.NUMBER),
        (models.IntegerField, Kind.PLACE),
        (models.EmailField, Kind.EMAIL),
        (models.CharField, Kind.LINE),
    )
    return next((kind for model, kind in kinds if isinstance(field, model)), Kind.TEXT)
