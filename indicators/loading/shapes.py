"""The shapes of files: which keys there are and what may stand in them. Lengths and choices come from the models."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from indicators.loading.problems import Problem, close_to, one_of


class Shape(BaseModel):
    """Strict: no key that we do not know, no number where a text belongs."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True, allow_inf_nan=False)


def text_of(model, field, *, needed=False):
    """A text that fits the column; SQLite would take a longer one and PostgreSQL would not."""
    length = model._meta.get_field(field).max_length
    return Annotated[str, StringConstraints(min_length=1 if needed else 0, max_length=length)]


def choice_of(choices):
    return Literal[tuple(choices.values)]


Text = Annotated[str, StringConstraints(min_length=1)]


def _number(text):
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        raise PydanticCustomError("plain_number", "It is not a plain number.")
    return float(text)


def _day(text):
    if not text:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError("iso_date", "It is not a date.")


# Cells of a table, where all is text and an empty one means that there is none.
NumberCell = Annotated[float | None, BeforeValidator(_number)]
DayCell = Annotated[date | None, BeforeValidator(_day)]


def _pounds(number):
    if not 0 <= number < LARGEST_SUM or number != round(number, 2):
        raise PydanticCustomError("pounds", "It is not a sum of money.")
    return number


# A sum in pounds as a YAML number; more decimals than pence would be lost in the database without a word.
LARGEST_SUM = 10**8
Pounds = Annotated[float, AfterValidator(_pounds)]

WORDS_FOR = {
    "missing": ("It is missing.", ""),
    "string_type": ("It is not a text.", "Allowed: a text; put it in quotation marks."),
    "string_too_short": ("It is empty.", "A text is needed here."),
    "bool_type": ("It is neither true nor false.", "Allowed: true or false."),
    "int_type": ("It is not a whole number.", "Allowed: a whole number."),
    "float_type": ("It is not a number.", "Allowed: a number."),
    "finite_number": ("It is not a number.", "Allowed: a number."),
    "list_type": ("It is not a list.", "Allowed: a list, or [] for none."),
    "dict_type": ("It is not a group of keys.", "Allowed: keys with their values."),
    "model_type": ("It is not a group of keys.", "Allowed: keys with their values."),
    "plain_number": ("is not a plain number.", "Allowed: digits with a full stop for decimals, such as 1482 or -3.5."),
    "pounds": ("is not a sum of money.", "Allowed: 0 or more, with at most two decimals."),
    "iso_date": ("is not a date.", "Allowed: a day as 2023-03-31."),
    "place": ("is no place.", "Allowed: a whole number from 1 to 50."),
}
ABOUT_THE_VALUE = {"plain_number", "iso_date", "pounds", "place"}


def fit(shape, data, *, problem):
    """(the data in their shape or None, problems); `problem` makes one from (path, message, allowed)."""
    try:
        return shape.model_validate(data), []
    except ValidationError as error:
        return None, [problem(*_in_words(fault, shape)) for fault in error.errors(include_url=False)]


def fit_row(shape, row, *, name):
    """The same for a record of a table."""

    def problem(path, message, allowed):
        return Problem(name, row.line, str(path[0]) if path else "", message, allowed)

    return fit(shape, row.cells, problem=problem)


def _in_words(fault, shape):
    path, kind, given = fault["loc"], fault["type"], fault["input"]
    if kind == "extra_forbidden":
        return path, "We know no such key.", close_to(path[-1], _all_keys(shape))
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", fault["ctx"]["expected"])
        return path, f"“{_short(given)}” is not allowed here.", one_of(given, words)
    if kind == "string_too_long":
        longest = fault["ctx"]["max_length"]
        return path, f"The text has {len(given)} characters.", f"Allowed: at most {longest}."
    message, allowed = WORDS_FOR.get(kind, (f"{fault['msg']}.", ""))
    return path, f"“{_short(given)}” {message}" if kind in ABOUT_THE_VALUE else message, allowed


def _short(given):
    text = str(given)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _all_keys(shape):
    """Every key of a shape and of the shapes within it, to suggest from."""
    keys = set()
    for name, field in shape.model_fields.items():
        keys.add(field.alias or name)
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(inner, type) and issubclass(inner, Shape):
                keys |= _all_keys(inner)
    return keys
