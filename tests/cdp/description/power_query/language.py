"""The expressions of Power Query M that examples use. Names within a let may be used before they are given."""

import re

from tests.cdp.description.power_query.library import LIBRARY, Table

OPERATORS = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "&": lambda left, right: left + right,
    "+": lambda left, right: left + right,
}
ESCAPES = re.compile(r"#\(")


class NotUnderstood(Exception):
    """Of the language, but not of our examples."""


class Names:
    """What is known at a place: values, or what they are still to be made of."""

    def __init__(self, outer=None, **values):
        self.outer, self.values, self.made_of = outer, values, {}

    def __getitem__(self, name):
        if name in self.values:
            return self.values[name]
        if name in self.made_of:
            self.values[name] = work_out(self.made_of[name], self)
            return self.values[name]
        if self.outer is None:
            raise NotUnderstood(f"Nothing has the name {name}.")
        return self.outer[name]


def evaluate(tree, known):
    return work_out(tree, Names(Names(**LIBRARY), **known))


def work_out(node, names):
    try:
        rule = RULES[node["kind"]]
    except KeyError:
        raise NotUnderstood(node["kind"]) from None
    return rule(node, names)


def _elements(node):
    return [each["node"] for each in node["content"]["elements"]]


def _let(node, names):
    within = Names(names)
    for pair in (each["node"] for each in node["variableList"]["elements"]):
        within.made_of[pair["key"]["literal"]] = pair["value"]
    return work_out(node["expression"], within)


def _literal(node, names):
    text, kind = node["literal"], node["literalKind"]
    if kind == "Text":
        if ESCAPES.search(text):
            raise NotUnderstood(text)
        return text[1:-1].replace('""', '"')
    return {"Numeric": float, "Logical": "true".__eq__, "Null": lambda text: None}[kind](text)


def _chain(node, names):
    value = work_out(node["head"], names)
    for step in node["recursiveExpressions"]["elements"]:
        if step["kind"] == "InvokeExpression":
            value = value(*[work_out(each, names) for each in _elements(step)])
        elif step["kind"] == "ItemAccessExpression":
            value = _item(value, work_out(step["content"], names))
        elif step["kind"] == "FieldSelector":
            value = _field(value, step["content"]["literal"])
        else:
            raise NotUnderstood(step["kind"])
    return value


def _item(value, key):
    rows = value.rows if isinstance(value, Table) else value
    if not isinstance(key, dict):
        return rows[int(key)]
    [row] = [row for row in rows if key.items() <= row.items()]
    return row


def _field(value, name):
    return [row[name] for row in value.rows] if isinstance(value, Table) else value[name]


def _record(node, names):
    return {pair["key"]["literal"]: work_out(pair["value"], names) for pair in _elements(node)}


def _function(node, names):
    takes = [each["node"]["name"]["literal"] for each in node["parameters"]["content"]["elements"]]
    return lambda *given: work_out(
        node["expression"], Names(names, **dict(zip(takes, given, strict=True)))
    )  # fmt: skip


def _if(node, names):
    is_so = work_out(node["condition"], names)
    return work_out(node["trueExpression" if is_so is True else "falseExpression"], names)


def _operation(node, names):
    operator = node["operatorConstant"]["constantKind"]
    if operator not in OPERATORS:
        raise NotUnderstood(operator)
    return OPERATORS[operator](work_out(node["left"], names), work_out(node["right"], names))


RULES = {
    "LetExpression": _let,
    "LiteralExpression": _literal,
    "IdentifierExpression": lambda node, names: names[node["identifier"]["literal"]],
    "RecursivePrimaryExpression": _chain,
    "RecordExpression": _record,
    "ListExpression": lambda node, names: [work_out(each, names) for each in _elements(node)],
    "ParenthesizedExpression": lambda node, names: work_out(node["content"], names),
    "FunctionExpression": _function,
    "EachExpression": lambda node, names: lambda each: work_out(node["paired"], Names(names, _=each)),
    "FieldSelector": lambda node, names: _field(names["_"], node["content"]["literal"]),
    "IfExpression": _if,
    "EqualityExpression": _operation,
    "ArithmeticExpression": _operation,
    "TypePrimaryType": lambda node, names: node["paired"]["primitiveTypeKind"],
}
