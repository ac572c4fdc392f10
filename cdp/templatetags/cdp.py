"""Our own components as template tags and filters, in every template without loading. GOV.UK's are in `govuk.py`.

Where a value is missing, a tag says so in words and never shows a good state.

Marks (strings of HTML, cheap enough for every cell of a long table)
    mark(status, word="")                   shape and word, for a standing, trend, delivery, confidence or milestone
        {% mark row.trend %}   {% mark "worse" "Said against measured" %}
    status|mark_text                        the word alone: {{ row.trend|mark_text }}
    shape(status)                           the shape alone, where the word is already beside it
    standing(status, figure="", reason="")  shape, word and the other area's figure, or why there is none
        {% standing row.england figure="12.9" %}   {% standing "" reason="A count is not compared" %}
    against(comparisons)                    a list of standings, a line a comparator: {% against row.against %}
    delivery_tag(status)                    tag with shape; nothing given reads "No update yet"
        {% delivery_tag action.delivery %}
    confidence(status, word="")             bars and word; nothing given reads "Not said"
        {% confidence update.confidence %}
    Statuses: better similar worse higher lower not_compared, and clearly_better clearly_worse clearly_higher
    clearly_lower where the difference holds at 99.8% too; getting_better getting_worse no_change rising falling
    cannot_say not_enough_data (and the trend test's own increasing decreasing no_significant_change
    cannot_be_calculated); on_track at_risk late complete not_reported; confident some_doubt not_confident not_said;
    done due overdue. An unknown one keeps its own word under a dash.

Dates
    date|day  "21 November 2026"            date|month  "November 2026"
    time|moment                             "21 November 2026 at 2:05pm"
    dates(start, end)                       "12 January 2026 to 31 March 2028", "From …", "Until …", "No dates given"
    thing|period                            the period's label of an observation, reading or period: "2023/24"
    age(ended_on, on=None)                  "7 months old", from 18 months in black bold: {% age reading.period_end %}

Figures
    value(number, unit="", qualifier="", printed="", state="", of=None, decimals=None, big=False)
        {% value 1600 "people" "about" %} about 1,600 people      {% value 50 "%" "over" %} over 50%
        {% value 3.9 "per 1,000" %} 3.9 per 1,000                 {% value 2980000 "£" %} £2.98 million
        {% value 2 of=16 %} 2nd of 16                             {% value None state="suppressed" %} Suppressed
        A state wins over a printed text, a printed text over the number. Without any: "Not available".
        big=True: the large figure of a table.
    number|figure                           "1,600", "3.9"
    sparkline(points, comparator=None, title="", first="", last="")
        {% sparkline row.points row.england_points row.name "2018" "2026" %}   None among the points breaks the line

Lights and counts
    {% light title state="" word="" rule="" age="" level=2 id="" %} inputs {% endlight %}   (id where a title recurs)
        <div class="cdp-lights cdp-lights--three">   (four without --three)
        {% light "Delivery" state=action.delivery rule="late when a milestone is overdue" age="15 days old" %}
          2 of 4 milestones are done.
        {% endlight %}
        Without a state, `word` is the headline: {% light "Outcomes" word="3 of 17 worse" %}{% counts … %}{% endlight %}
    counts(items, bar=True, row=False)      bar and list, noughts left out
        items: {status: number}, listed worst first, or [(status, number)] or [(status, number, words)] in your order
        {% counts delivery %}   {% counts delivery bar=False row=True %}
    share(items)                            the bar alone

The page (base.html: blocks title, head, back, caption, content, licence, scripts; context partnership, form, section,
source_notice; it draws error summary, "Error: " in the title and messages by itself)
    caption(text, link_text="", href="")    the line above the headline
        {% caption "Action of priority" priority.title priority.get_absolute_url %}
    breadcrumbs(text, href, text, href, …)  in the block `back`
        {% breadcrumbs "Recommendations" list_address recommendation.ref %}
    downloads(label="Download this list", **query)   CSV, Excel and ODS of this address, its filters kept
        {% downloads "Download the themes" list="themes" %}   of one of a page's lists
    pagination(page)                        of a Django Page, filters kept
    page|page_number                        for the title: " (page 2 of 5)", or nothing
    sort_header(text, key, numeric=False, classes="")
        {% sort_header "Due" "due_on" %}    a <th> whose link sorts by ?sort=due_on, then ?sort=-due_on
    filter_summary(form)                    the chosen filters of a GET form, each with a link that removes it
    partnership_switcher()                  base.html's own, for somebody in several partnerships
    service_navigation()                    base.html's own; the section follows from the URL name, or set `section`
    Filters: <form method="get" class="cdp-filters">{{ form }}{% govuk_button "Apply filters" %}</form>

The chain
    chain(links)                            [{kind, title, href, note, gap, last}], the last four as needed
        {% chain links %}                   gap=True draws a dashed ring where a link is missing
    <ol class="cdp-chain">{% chain_link "Milestones" gap=False last=False %} … {% endchain_link %}</ol>

Charts
    {% drawn chart csv="?format=csv" table_title="Table of values" table_open=False %}{% enddrawn %}
        chart: an indicators.charts.chart.Chart, from one of the builders there (trend, areas, control, funnel,
        inequality). Headline, title, key, drawing, notes, source, and the table of every mark. What stands between
        the tags, if anything, is shown in place of that table; it then has to hold every mark itself.
"""

import json

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from cdp import addresses, marks, words
from indicators.charts import labels, plotly, svg

register = template.Library()

for tag in (
    marks.mark,
    marks.shape,
    marks.standing,
    marks.against,
    marks.delivery_tag,
    marks.confidence,
    marks.value,
    marks.counts,
    marks.share,
    marks.sparkline,
    words.dates,
):
    register.simple_tag(tag)
for text_filter in (words.day, words.month, words.moment, words.figure):
    register.filter(text_filter)


@register.filter
def mark_text(status):
    return words.shape_and_word(status)[1]


@register.filter
def period(thing):
    """An observation's, a reading's or a period's own label; anything else as it prints itself."""
    for name in ("period", "period_label", "label"):
        if label := getattr(thing, name, ""):
            return label
    return "" if thing is None else str(thing)


@register.simple_tag
def age(ended_on, on=None):
    return marks.age(ended_on, on=on or timezone.localdate())


@register.simple_block_tag
def light(content, title, state="", word="", rule="", age="", level=2, id=""):
    return marks.light(content, title=title, state=state, word=word, rule=rule, age=age, level=level, id=id)


@register.simple_tag
def caption(text, link_text="", href=""):
    link = format_html(' <a class="govuk-link" href="{}">{}</a>', href, link_text) if href else f" {link_text}".rstrip()
    return format_html('<span class="cdp-caption">{}{}</span>', text, link)


@register.simple_tag
def breadcrumbs(*texts_and_addresses):
    """Texts and addresses by turns; a text left over at the end is the page itself."""
    pairs = [texts_and_addresses[place : place + 2] for place in range(0, len(texts_and_addresses), 2)]
    items = format_html_join(
        "",
        '<li class="govuk-breadcrumbs__list-item"{}>{}</li>',
        (
            ("", format_html('<a class="govuk-breadcrumbs__link" href="{}">{}</a>', pair[1], pair[0]))
            if len(pair) == 2
            else (mark_safe(' aria-current="page"'), pair[0])
            for pair in pairs
        ),
    )
    return format_html(
        '<nav class="govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile" aria-label="Breadcrumb">'
        '<ol class="govuk-breadcrumbs__list">{}</ol></nav>',
        items,
    )


@register.simple_tag(takes_context=True)
def downloads(context, label="Download this list", **query):
    links = (
        (addresses.with_query(context.get("request"), format=form, page=None, **query), name)
        for form, name in (("csv", "CSV"), ("xlsx", "Excel"), ("ods", "ODS"))
    )
    return format_html(
        '<p class="cdp-downloads cdp-screen">{}: {}</p>',
        label,
        format_html_join(", ", '<a class="govuk-link" href="{}">{}</a>', links),
    )


@register.inclusion_tag("govuk/pagination.html", takes_context=True)
def pagination(context, page):
    return {
        "previous": addresses.page_link(context.get("request"), page.previous_page_number)
        if page.has_previous()
        else None,
        "next": addresses.page_link(context.get("request"), page.next_page_number) if page.has_next() else None,
        "items": addresses.page_items(context.get("request"), page),
        "hidden": page.paginator.num_pages < 2,
    }


@register.filter
def page_number(page):
    """For the title, so that the tabs of two pages can be told apart."""
    return f" (page {page.number} of {page.paginator.num_pages})" if page.paginator.num_pages > 1 else ""


@register.simple_tag(takes_context=True)
def sort_header(context, text, key, numeric=False, classes=""):
    request = context.get("request")
    current = request.GET.get("sort", "") if request else ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    href = addresses.with_query(request, sort=f"-{key}" if current == key else key, page=None)
    return format_html(
        '<th scope="col" role="columnheader" class="{}"{}><a class="cdp-sort" href="{}">{}{}</a></th>',
        f"{classes} cdp-numeric".strip() if numeric else classes,
        format_html(' aria-sort="{}"', direction) if direction else "",
        href,
        text,
        mark_safe('<span class="cdp-sort__arrow" aria-hidden="true"></span>') if direction else "",
    )


@register.inclusion_tag("components/filter_summary.html", takes_context=True)
def filter_summary(context, form):
    request = context.get("request")
    return {"chosen": addresses.chosen_filters(request, form), "clear": request.path if request else ""}


@register.inclusion_tag("components/navigation.html", takes_context=True)
def service_navigation(context):
    return {
        "links": addresses.navigation(context.get("partnership"), context.get("request"), context.get("section", ""))
    }


@register.inclusion_tag("components/switcher.html", takes_context=True)
def partnership_switcher(context):
    links = addresses.partnerships_of(context.get("person"), context.get("partnership"), context.get("request"))
    return {"links": links, "is_long": len(links) > 5}


@register.inclusion_tag("components/chain.html")
def chain(links):
    return {"links": links}


@register.simple_block_tag
def chain_link(content, kind, gap=False, last=False):
    state = " ".join(name for name, on in (("cdp-chain__gap", gap), ("cdp-chain__last", last)) if on)
    return format_html(
        "<li{}><h3>{}</h3><div>{}</div></li>", format_html(' class="{}"', state) if state else "", kind, content
    )


@register.simple_block_tag
def drawn(content, chart, csv="", table_title="Table of values", table_open=False):
    return render_to_string(
        "components/chart.html",
        {
            "chart": chart,
            "svg": svg.draw(chart),
            # Plain lists and texts: the figure as the page hands it to the script.
            "figure": json.loads(plotly.draw(chart).to_json()),
            "id_of_figure": f"{chart.uid}-figure",
            "key": [(svg.sample(kind), words_of_kind) for kind, words_of_kind in chart.legend()],
            "rows": labels.table(chart),
            "csv": csv,
            "table_title": table_title,
            "table_open": table_open,
            "table": content if content.strip() else "",
        },
    )
