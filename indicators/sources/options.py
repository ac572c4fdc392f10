"""What may be asked of a kind of source, in words, and what somebody asked for, judged in plain words.

Each kind's module says it as a pydantic model, `Options`; a kind without one takes no options.
"""

import json
from dataclasses import dataclass

from pydantic import ValidationError

from indicators.secrecy import SECRET, without_secrets
from indicators.sources.registry import adapter

# What JSON calls a thing, and how it is said to somebody who never wrote JSON.
TYPES = {
    "string": "a text in quotation marks",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list in square brackets",
    "object": "pairs in curly brackets",
    "null": "null",
}
# pydantic's word for a fault, up to its first part: what is wanted instead.
WANTED = {
    "int": TYPES["integer"],
    "float": TYPES["number"],
    "string": TYPES["string"],
    "bool": TYPES["boolean"],
    "list": TYPES["array"],
    "tuple": TYPES["array"],
    "set": TYPES["array"],
    "dict": TYPES["object"],
}
MOST_LISTED = 20


class OptionsNotUnderstood(Exception):
    """`sentences` say, one for each fault, what is wrong, where, and what is allowed."""

    def __init__(self, sentences):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Option:
    name: str
    meaning: str
    kind: str
    default: str


def model_of(kind):
    """The pydantic model, or None where the kind takes no options."""
    module = adapter(kind)
    return getattr(module, "Options", None) if module else None


def allowed(kind):
    """Every option of this kind of source."""
    model = model_of(kind)
    if model is None:
        return []
    schema = model.model_json_schema()
    return [
        Option(name, one.get("description", ""), _kind_words(one, schema.get("$defs", {})), _default_words(one))
        for name, one in schema.get("properties", {}).items()
    ]


def read_options(kind, text):
    """The options as they are to be kept; OptionsNotUnderstood where JSON, a name or a value is wrong."""
    try:
        given = json.loads(text or "{}")
    except json.JSONDecodeError as error:
        raise OptionsNotUnderstood(
            [f"The options are not JSON: line {error.lineno}, character {error.colno}: {_json_fault(error.msg)}."]
        ) from error
    if not isinstance(given, dict):
        raise OptionsNotUnderstood(['The options must be pairs in curly brackets, such as {"name": "value"}.'])
    model = model_of(kind)
    if model is None:
        if given:
            raise OptionsNotUnderstood(["This kind of source takes no options. Leave the curly brackets empty: {}."])
        return {}
    try:
        model.model_validate(given)
    except ValidationError as errors:
        raise OptionsNotUnderstood(faults_in_words(errors, model)) from errors
    return given


def faults_in_words(errors, model):
    """One sentence for each fault that pydantic found."""
    return [_sentence(error, model) for error in errors.errors()]


def in_words(source):
    """[(option, [what is asked for, a text for each thing])] of a source."""
    model = model_of(source.kind)
    options = source.options
    if model is not None:
        try:
            options = model.model_validate(options).model_dump(mode="json")
        except ValidationError:
            wrong = [("Not understood", ["These options do not fit this kind of source any more. Mend them."])]
            return [*((_label(name), _texts(name, value)) for name, value in options.items()), *wrong]
    return [(_label(name), _texts(name, value)) for name, value in options.items() if value not in (None, "", [], {})]


def _texts(name, value):
    """The page is public: what opens a door elsewhere is only said to be there."""
    if name in SECRET:
        return ["Set, and not shown"]
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [_value_words(each) for each in value]
    return [_value_words(value)]


def _label(name):
    return name.replace("_", " ").capitalize()


def _value_words(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        said = ((key, each) for key, each in value.items() if each not in (None, "", [], {}))
        pairs = (
            (key, f"({_value_words(each)})" if isinstance(each, dict) else _value_words(each)) for key, each in said
        )
        return ", ".join(" ".join(pair) for pair in pairs)
    if isinstance(value, (list, tuple)):
        listed = ", ".join(_value_words(each) for each in value[:MOST_LISTED])
        return f"{listed} and {len(value) - MOST_LISTED} more" if len(value) > MOST_LISTED else listed
    return str(without_secrets(value))


def _kind_words(schema, definitions):
    if "$ref" in schema:
        return _kind_words(definitions.get(schema["$ref"].rsplit("/", 1)[-1], {}), definitions)
    if choices := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        return "one of " + ", ".join(json.dumps(choice, ensure_ascii=False) for choice in choices)
    if several := schema.get("anyOf"):
        return " or ".join(dict.fromkeys(_kind_words(each, definitions) for each in several))
    words = TYPES.get(schema.get("type", ""), "a value")
    items = schema.get("items")
    return f"{words}, each {_kind_words(items, definitions)}" if isinstance(items, dict) and items else words


def _default_words(schema):
    return json.dumps(schema["default"], ensure_ascii=False) if "default" in schema else ""


def _json_fault(message):
    return {
        "Expecting value": "a value is missing, or a text lacks its quotation marks",
        "Expecting property name enclosed in double quotes": 'a name in quotation marks is missing, as "name"',
        "Expecting ',' delimiter": "a comma or a closing bracket is missing",
        "Expecting ':' delimiter": "a colon is missing after the name",
        "Extra data": "something follows after the last bracket",
        "Unterminated string starting at": "the closing quotation mark of this text is missing",
        "Illegal trailing comma before end of object": "there is a comma too many before the bracket",
        "Illegal trailing comma before end of array": "there is a comma too many before the bracket",
    }.get(message, message[:1].lower() + message[1:])


def _sentence(error, model):
    name = str(error["loc"][0]) if error["loc"] else ""
    where = " → ".join(str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden" and len(error["loc"]) == 1:
        names = ", ".join(model.model_fields) or "none"
        return f"“{name}” is not an option of this kind of source. Allowed: {names}."
    if error["type"] == "missing":
        return f"The option “{where}” is missing."
    if error["type"] in ("value_error", "assertion_error"):
        fault = error["msg"].split(", ", 1)[-1]
        return f"“{where}”: {fault[:1].upper()}{fault[1:].rstrip('.')}." if where else f"{fault.rstrip('.')}."
    given = json.dumps(error["input"], ensure_ascii=False, default=str)
    shown = f" Given: {given[:60]}{'…' if len(given) > 60 else ''}."
    wanted = WANTED.get(error["type"].split("_", 1)[0], "")
    if error["type"] in ("literal_error", "enum"):
        return f"“{where}” must be one of {error['ctx']['expected']}.{shown}"
    if wanted and error["type"].endswith(("_type", "_parsing", "_from_float")):
        return f"“{where}” must be {wanted}.{shown}"
    fault = error["msg"].replace("Input should", "should", 1)
    return f"“{where}” {fault[:1].lower()}{fault[1:]}.{shown}"
