"""Our GOV.UK tags draw what GOV.UK Frontend draws: each is compared with the fixtures inside the package."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, NavigableString
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.utils.safestring import mark_safe

COMPONENTS = Path(settings.VAR) / "frontend/node_modules/govuk-frontend/dist/govuk/components"
MISSING = f"The front end is not built: {COMPONENTS} is missing. Run `make frontend` first."


def draw(source, **context):
    return engines["django"].from_string(source).render(context)


def shape(html):
    """Markup without what does not matter: white space, the order of attributes and of classes."""

    def of(node):
        if isinstance(node, NavigableString):
            return " ".join(node.split())
        attributes = {name: sorted(value) if isinstance(value, list) else value for name, value in node.attrs.items()}
        return node.name, sorted(attributes.items(), key=str), [part for part in map(of, node.children) if part]

    return [part for part in map(of, BeautifulSoup(html.strip(), "html.parser").children) if part]


# What each tag is called, which of the component's options it takes, and what they are called with us.
RENAMED = {
    "preventDoubleClick": "prevent_double_click",
    "titleText": "title",
    "titleHtml": "title",
    "titleId": "title_id",
    "titleHeadingLevel": "title_level",
    "summaryText": "summary",
    "summaryHtml": "summary",
    "iconFallbackText": "fallback",
    "descriptionText": "description",
    "descriptionHtml": "description",
    "captionClasses": "caption_classes",
    "firstCellIsHeader": "first_cell_is_header",
    "landmarkLabel": "landmark",
    "errorList": "errors",
}
TAGS = {
    "button": "govuk_button",
    "tag": "govuk_tag",
    "table": "govuk_table",
    "summary-list": "govuk_summary_list",
    "pagination": "govuk_pagination",
    "error-summary": "govuk_error_summary",
}
BLOCKS = {
    "inset-text": "govuk_inset",
    "warning-text": "govuk_warning",
    "details": "govuk_details",
    "notification-banner": "govuk_banner",
    "phase-banner": "govuk_phase_banner",
}
OPTIONS = {
    "button": {"text", "html", "href", "classes", "name", "value", "type", "id", "disabled", "preventDoubleClick"},
    "tag": {"text", "html", "classes"},
    "table": {"rows", "head", "caption", "captionClasses", "firstCellIsHeader", "classes"},
    "summary-list": {"rows", "classes"},
    "pagination": {"previous", "next", "items", "landmarkLabel", "classes"},
    "error-summary": {"titleText", "titleHtml", "descriptionText", "descriptionHtml", "errorList"},
    "inset-text": {"text", "html", "classes", "id"},
    "warning-text": {"text", "html", "iconFallbackText", "classes"},
    "details": {"summaryText", "summaryHtml", "text", "html", "open", "id", "classes"},
    "notification-banner": {
        *("text", "html", "type", "titleText", "titleHtml", "titleId", "titleHeadingLevel", "role", "classes"),
    },
    "phase-banner": {"tag", "text", "html", "classes"},
}
# Extras that our tags leave out on purpose.
LEFT_OUT = {
    ("button", "don't prevent double click"),
    ("phase-banner", "tag html"),
    ("phase-banner", "tag classes"),
}


class NotOurs(Exception):
    """The fixture uses something that our tag does not offer."""


def only(options, *names):
    if not isinstance(options, dict) or set(options) - set(names):
        raise NotOurs
    return options


def words(options):
    return mark_safe(options["html"]) if options.get("html") else options.get("text", "")


def cell(options):
    only(options, "text", "html", "format", "classes", "colspan", "rowspan")
    return {**options, "text": words(options), "numeric": options.get("format") == "numeric"}


def summary_row(options):
    only(options, "key", "value", "actions")
    actions = only(options.get("actions", {}), "items").get("items", [])
    links = [only(action, "text", "href", "visuallyHiddenText", "html") for action in actions]
    texts = [words(only(options[part], "text", "html")) for part in ("key", "value")]
    return *texts, [(words(link), link["href"], link.get("visuallyHiddenText", "")) for link in links]


def page(options):
    if not options:
        return options
    only(options, "number", "href", "current", "ellipsis", "visuallyHiddenText", "text", "html", "labelText")
    label = options.get("visuallyHiddenText") or options.get("labelText")
    return {**options, "label": label, **({"text": words(options)} if words(options) else {})}


CONVERTERS = {
    "rows": lambda name, rows: (
        [summary_row(row) for row in rows]
        if name == "summary-list"
        else [[cell(one) for one in row] for row in map(list_of, rows)]
    ),
    "head": lambda name, head: [cell(one) for one in head],
    "previous": lambda name, link: page(link),
    "next": lambda name, link: page(link),
    "items": lambda name, items: [page(item) for item in items],
    "errorList": lambda name, errors: [(words(only(e, "text", "html", "href")), e.get("href", "")) for e in errors],
    "titleHtml": lambda name, html: mark_safe(html),
    "summaryHtml": lambda name, html: mark_safe(html),
    "descriptionHtml": lambda name, html: mark_safe(html),
    "tag": lambda name, tag: words(tag),
}


def list_of(row):
    if not isinstance(row, list):
        raise NotOurs
    return row


def our_arguments(name, options):
    only(options, *OPTIONS[name])
    arguments = {
        RENAMED.get(option, option): CONVERTERS[option](name, value) if option in CONVERTERS else value
        for option, value in options.items()
        if option not in ("text", "html")
    }
    if name == "tag":
        arguments = {"colour": options.get("classes", "").removeprefix("govuk-tag--")}
    if name in ("button", "tag"):
        arguments["text"] = words(options)
    return arguments


def our_html(name, options):
    arguments = our_arguments(name, options)
    given = " ".join(f"{argument}={argument}" for argument in arguments)
    if name in TAGS:
        return draw(f"{{% {TAGS[name]} {given} %}}", **arguments)
    block = BLOCKS[name]
    return draw(f"{{% {block} {given} %}}{{{{ content }}}}{{% end{block} %}}", content=words(options), **arguments)


def fixtures():
    if not COMPONENTS.exists():
        return [pytest.param("", None, id="front end missing")]
    found = []
    for name in OPTIONS:
        for fixture in json.loads((COMPONENTS / name / "fixtures.json").read_text())["fixtures"]:
            try:
                our_arguments(name, fixture["options"])
            except NotOurs:
                continue
            if (name, fixture["name"]) not in LEFT_OUT:
                found.append(pytest.param(name, fixture, id=f"{name}: {fixture['name']}"))
    return found


FIXTURES = fixtures()


@pytest.mark.parametrize(("name", "fixture"), FIXTURES)
def test_a_tag_draws_what_govuk_frontend_draws(name, fixture):
    if fixture is None:
        pytest.fail(MISSING)

    assert shape(our_html(name, fixture["options"])) == shape(fixture["html"])


def test_every_component_is_compared_with_several_fixtures():
    if not COMPONENTS.exists():
        pytest.fail(MISSING)
    compared = [parameters.values[0] for parameters in FIXTURES]

    assert {name for name in OPTIONS if compared.count(name) < 3} == set()


def test_messages_become_one_banner_and_are_green_only_if_all_are_good():
    good, bad = Message(25, "Progress reported"), Message(30, "<b>Nothing</b> was sent")

    both = BeautifulSoup(draw("{% messages_banner messages %}", messages=[good, bad]), "html.parser")
    one = BeautifulSoup(draw("{% messages_banner messages %}", messages=[good]), "html.parser")

    assert [banner["role"] for banner in both.select(".govuk-notification-banner")] == ["region"]
    assert [p.text for p in both.select("p")] == ["Progress reported", "<b>Nothing</b> was sent"]
    assert [banner["role"] for banner in one.select(".govuk-notification-banner--success")] == ["alert"]
