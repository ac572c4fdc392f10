"""GOV.UK Frontend's components as template tags, in every template without loading.

The markup follows the package's own fixtures; `tests/cdp/test_govuk.py` compares them with ours.

    govuk_button(text, href="", classes="", name="", value=None, type="submit", id="", disabled=False,
                 prevent_double_click=False)
        {% govuk_button "Send for approval" prevent_double_click=True %}
        {% govuk_button "Save draft" classes="govuk-button--secondary" name="draft" value="1" %}
        {% govuk_button "Report progress" href=address %}   a link that looks like a button
    govuk_tag(text, colour="")
        {% govuk_tag "Published" "green" %}
    govuk_summary_list(rows, classes="")
        rows: [(key, value)] or [(key, value, [(text, href, hidden_text)])]
        {% govuk_summary_list facts classes="cdp-small" %}
    govuk_table(rows, head=None, caption="", caption_classes="", first_cell_is_header=False, classes="")
        cells: texts, or dicts with text, numeric, classes, colspan, rowspan. For short tables only.
        {% govuk_table rows head=head caption="Months and rates" first_cell_is_header=True %}
    govuk_pagination(previous=None, next=None, items=None, landmark="", classes="")
        {% govuk_pagination previous=earlier next=later %}   earlier: {"href": …, "text": …, "label": …}
        (for a Django page there is `pagination`)
    govuk_error_summary(errors=(), title="There is a problem", description="")
        errors: [(text, href)]; href may be ""
    error_summary(form)
        the same from a form, in its fields' words. base.html draws it for the context's `form`; call it for others.
    messages_banner(messages)
        Django's messages as one banner, green if all are successes. base.html draws it.

    {% govuk_inset classes="" id="" %} … {% endgovuk_inset %}
    {% govuk_warning fallback="Warning" classes="" %} … {% endgovuk_warning %}
    {% govuk_details summary open=False id="" classes="" %} … {% endgovuk_details %}
    {% govuk_banner type="" title="" title_id="" title_level=2 role="" classes="" %} … {% endgovuk_banner %}
    {% govuk_phase_banner tag="" classes="" %} … {% endgovuk_phase_banner %}
"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()
NOTHING = mark_safe("")


def attributes(**pairs):
    """HTML attributes: None, False and "" are left out, True stands alone, `data_module` becomes `data-module`."""
    return format_html_join(
        "",
        " {}{}",
        (
            (name.strip("_").replace("_", "-"), NOTHING if value is True else format_html('="{}"', value))
            for name, value in pairs.items()
            if value not in (None, False, "")
        ),
    )


def with_classes(*classes):
    return " ".join(name for name in classes if name)


@register.simple_tag
def govuk_button(
    text, href="", classes="", name="", value=None, type="submit", id="", disabled=False, prevent_double_click=False
):
    classes = with_classes("govuk-button", classes)
    if href:
        extra = attributes(
            href=href, role="button", draggable="false", class_=classes, data_module="govuk-button", id=id
        )
        return format_html("<a{}>{}</a>", extra, text)
    extra = attributes(
        type=type,
        class_=classes,
        data_module="govuk-button",
        name=name,
        disabled=disabled,
        aria_disabled="true" if disabled else None,
        data_prevent_double_click="true" if prevent_double_click else None,
        id=id,
    )
    given = format_html(' value="{}"', value) if value is not None else NOTHING
    return format_html("<button{}{}>{}</button>", extra, given, text)


@register.simple_tag
def govuk_tag(text, colour=""):
    return format_html(
        '<strong class="{}">{}</strong>', with_classes("govuk-tag", f"govuk-tag--{colour}" if colour else ""), text
    )


def _action(text, href, hidden=""):
    hidden = format_html('<span class="govuk-visually-hidden"> {}</span>', hidden) if hidden else NOTHING
    return format_html('<a class="govuk-link" href="{}">{}{}</a>', href, text, hidden)


def _actions(actions):
    if not actions:
        return NOTHING
    if len(actions) == 1:
        return format_html('<dd class="govuk-summary-list__actions">{}</dd>', _action(*actions[0]))
    items = format_html_join(
        "", '<li class="govuk-summary-list__actions-list-item">{}</li>', ((_action(*action),) for action in actions)
    )
    return format_html(
        '<dd class="govuk-summary-list__actions"><ul class="govuk-summary-list__actions-list">{}</ul></dd>', items
    )


@register.simple_tag
def govuk_summary_list(rows, classes=""):
    rows = [(key, value, rest[0] if rest else []) for key, value, *rest in rows]
    any_actions = any(actions for *_, actions in rows)
    lines = format_html_join(
        "",
        '<div class="govuk-summary-list__row{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        (
            (
                " govuk-summary-list__row--no-actions" if any_actions and not actions else "",
                key,
                value,
                _actions(actions),
            )
            for key, value, actions in rows
        ),
    )
    return format_html('<dl class="{}">{}</dl>', with_classes("govuk-summary-list", classes), lines)


def _cell(cell, kind, header):
    """kind is "header" in the head, "cell" in the body; the first cell of a row may be its header."""
    cell = cell if isinstance(cell, dict) else {"text": cell}
    numeric = f"govuk-table__{kind}--numeric" if cell.get("numeric") else ""
    place = attributes(
        scope=header, class_=with_classes(f"govuk-table__{kind}", numeric, cell.get("classes")),
        colspan=cell.get("colspan"), rowspan=cell.get("rowspan"),
    )  # fmt: skip
    return format_html("<{0}{1}>{2}</{0}>", "th" if header else "td", place, cell.get("text", ""))


@register.simple_tag
def govuk_table(rows, head=None, caption="", caption_classes="", first_cell_is_header=False, classes=""):
    def line(cells):
        for place, cell in enumerate(cells):
            is_header = first_cell_is_header and place == 0
            yield (_cell(cell, "header" if is_header else "cell", "row" if is_header else ""),)

    body = format_html_join(
        "", '<tr class="govuk-table__row">{}</tr>', ((format_html_join("", "{}", line(row)),) for row in rows)
    )
    top = format_html_join("", "{}", ((_cell(cell, "header", "col"),) for cell in head or []))
    return format_html(
        '<table class="{}">{}{}<tbody class="govuk-table__body">{}</tbody></table>',
        with_classes("govuk-table", classes),
        format_html('<caption class="{}">{}</caption>', with_classes("govuk-table__caption", caption_classes), caption)
        if caption
        else NOTHING,
        format_html('<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>', top)
        if head
        else NOTHING,
        body,
    )


@register.inclusion_tag("govuk/pagination.html")
def govuk_pagination(previous=None, next=None, items=None, landmark="", classes=""):  # noqa: A002, the component's word
    return {"previous": previous, "next": next, "items": items, "landmark": landmark, "classes": classes}


@register.simple_tag
def govuk_error_summary(errors=(), title="There is a problem", description=""):
    lines = format_html_join(
        "",
        "<li>{}</li>",
        ((format_html('<a href="{}">{}</a>', href, text) if href else text,) for text, href in errors or []),
    )
    return format_html(
        '<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert">'
        '<h2 class="govuk-error-summary__title">{}</h2><div class="govuk-error-summary__body">{}{}</div></div></div>',
        title,
        format_html("<p>{}</p>", description) if description else NOTHING,
        format_html('<ul class="govuk-list govuk-error-summary__list">{}</ul>', lines) if lines else NOTHING,
    )


@register.simple_tag
def error_summary(form):
    """The form's errors in the order of its fields, in the same words as beside each field."""
    if not form or not form.errors:
        return NOTHING
    errors = [(text, "") for text in form.non_field_errors()]
    for field in form:
        href = "" if field.is_hidden else f"#{getattr(field, 'first_id', '') or field.id_for_label}"
        errors += [(text, href) for text in field.errors]
    return govuk_error_summary(errors)


@register.simple_tag
def messages_banner(messages):
    messages = list(messages)
    if not messages:
        return NOTHING
    good = all(message.level_tag == "success" for message in messages)
    said = format_html_join(
        "", '<p class="govuk-notification-banner__heading">{}</p>', ((message,) for message in messages)
    )
    return govuk_banner(said, type="success" if good else "")


def govuk_banner(content, type="", title="", title_id="", title_level=2, role="", classes=""):
    good = type == "success"
    return format_html(
        '<div class="{classes}" role="{role}" aria-labelledby="{id}" data-module="govuk-notification-banner">'
        '<div class="govuk-notification-banner__header"><h{level} class="govuk-notification-banner__title" '
        'id="{id}">{title}</h{level}></div><div class="govuk-notification-banner__content">{content}</div></div>',
        classes=with_classes(
            "govuk-notification-banner", "govuk-notification-banner--success" if good else "", classes
        ),
        role=role or ("alert" if good else "region"),
        id=title_id or "govuk-notification-banner-title",
        level=title_level,
        title=title or ("Success" if good else "Important"),
        content=_inside(content, '<p class="govuk-notification-banner__heading">{}</p>'),
    )


def _inside(content, line):
    """Bare words become a paragraph of the component; markup stays as the page wrote it."""
    content = mark_safe(content.strip())  # noqa: S308, the inside of a block tag has been rendered and escaped
    return content if content.startswith("<") else format_html(line, content)


def govuk_inset(content, classes="", id=""):
    return format_html("<div{}>{}</div>", attributes(id=id, class_=with_classes("govuk-inset-text", classes)), content)


def govuk_warning(content, fallback="Warning", classes=""):
    return format_html(
        '<div class="{}"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">{}</span> {}</strong></div>',
        with_classes("govuk-warning-text", classes),
        fallback,
        content,
    )


def govuk_details(
    content,
    summary,
    open=False,  # noqa: A002, the attribute's name
    id="",
    classes="",
):
    return format_html(
        '<details{}><summary class="govuk-details__summary"><span class="govuk-details__summary-text">{}</span>'
        "</summary>"
        '<div class="govuk-details__text">{}</div></details>',
        attributes(id=id, class_=with_classes("govuk-details", classes), open=open),
        summary,
        content,
    )


def govuk_phase_banner(content, tag="", classes=""):
    return format_html(
        '<div class="{}"><p class="govuk-phase-banner__content">'
        '<strong class="govuk-tag govuk-phase-banner__content__tag">{}</strong>'
        '<span class="govuk-phase-banner__text">{}</span></p></div>',
        with_classes("govuk-phase-banner govuk-width-container", classes),
        tag,
        content,
    )


for block in (govuk_banner, govuk_inset, govuk_warning, govuk_details, govuk_phase_banner):
    register.simple_block_tag(block)


@register.filter
def field_groups(form):
    """(legend, fields) as the form's `groups` say; fields in no group stand where their order puts them."""
    grouped = {name: legend for legend, names in getattr(form, "groups", ()) for name in names}
    drawn, result = set(), []
    for field in form.visible_fields():
        legend = grouped.get(field.name, "")
        if legend in drawn:
            continue
        if legend:
            drawn.add(legend)
            result.append((legend, [form[name] for name, other in grouped.items() if other == legend]))
        elif result and not result[-1][0]:
            result[-1][1].append(field)
        else:
            result.append(("", [field]))
    return result
