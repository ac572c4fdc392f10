"""The file of disclosure rules: which figures are too small to be shown."""

from typing import Literal

from indicators.loading.files import read_yaml
from indicators.loading.problems import one_of
from indicators.loading.shapes import Shape, Text, fit, text_of
from indicators.models import DisclosureRule

LARGEST = 1000


class RuleEntry(Shape):
    slug: text_of(DisclosureRule, "slug", needed=True)
    name: text_of(DisclosureRule, "name", needed=True)
    threshold: int
    rounding_base: int
    hides: list[Literal["count", "denominator", "value"]]
    rationale: Text
    source: text_of(DisclosureRule, "source", needed=True)

    @property
    def fields(self):
        return {
            **self.model_dump(exclude={"hides"}),
            **{f"hides_{what}": what in self.hides for what in ("count", "denominator", "value")},
        }


class RulesFile(Shape):
    rules: list[RuleEntry]


def read_rules(path, problems):
    """The rules; none where there is no such file."""
    if not path.exists():
        return []
    file = read_yaml(path, name=path.name, problems=problems)
    if file is None:
        return []

    def problem(keys, message, allowed):
        return file.problem(keys[1:], message, allowed)

    content, faults = fit(RulesFile, {"rules": file.data}, problem=problem)
    problems += faults
    rules = content.rules if content else []
    slugs = [rule.slug for rule in rules]
    for index, rule in enumerate(rules):
        for key in ("threshold", "rounding_base"):
            if not 1 <= getattr(rule, key) <= LARGEST:
                message = f"“{getattr(rule, key)}” is not possible here."
                problems.append(file.problem((index, key), message, f"Allowed: a whole number from 1 to {LARGEST}."))
        if not {"count", "value"} & set(rule.hides):
            problems.append(file.problem((index, "hides"), "The rule hides nothing.", "Allowed: count, value or both."))
        if slugs.index(rule.slug) != index:
            problems.append(file.problem((index, "slug"), f"“{rule.slug}” stands there twice."))
    return rules


def rule_faults(indicator, file, rules):
    """What is wrong with the rule that a definition names."""
    slugs = {rule.slug for rule in rules}
    if indicator.disclosure_rule and indicator.disclosure_rule not in slugs:
        message = f"No disclosure rule “{indicator.disclosure_rule}”."
        yield file.problem(("disclosure_rule",), message, one_of(indicator.disclosure_rule, slugs))
