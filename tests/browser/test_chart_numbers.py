"""Charts beyond what axe sees: headline, title, description, and a table with the numbers of every mark."""

import pytest

from tests.browser.sample_world import person

pytestmark = pytest.mark.django_db

PAGES = {
    "indicator": "/indicators/drug-poisoning-admissions/?areas=sample:exampleshire",
    "indicator-as-a-share": "/indicators/prison-continuity-of-care/?areas=sample:exampleshire",
    "delivery": "/exampleshire/delivery/",
    "national": "/",
}
# Of each figure: what it says of itself, the numbers of its drawings' marks, and those of its table.
LOOK = """() => [...document.querySelectorAll("figure.cdp-figure:has([data-chart])")].map((figure) => {
  const drawings = [...figure.querySelectorAll(".cdp-drawing svg[role=img]")];
  const named = (svg) => (svg.getAttribute("aria-labelledby") || "").split(/\\s+/)
    .map((id) => document.getElementById(id)?.textContent.trim() || "");
  return {
    headline: figure.querySelector("figcaption strong")?.textContent.trim() || "",
    title: figure.querySelector("figcaption span")?.textContent.trim() || "",
    names: drawings.map((svg) => [svg.querySelector("title")?.textContent.trim() || "",
      svg.querySelector("desc")?.textContent.trim() || "", named(svg).filter(Boolean).length]),
    marks: drawings.map((svg) => [...svg.querySelectorAll("[data-value]")].map((one) => Number(one.dataset.value))),
    table: [...figure.querySelectorAll("details table data[value]")].map((one) => Number(one.value)),
  };
})"""


@pytest.mark.parametrize("name", PAGES)
def test_a_chart_says_what_it_shows_and_its_table_holds_every_number(sample, browse, name):
    page = browse(person("board_member"))
    page.goto(PAGES[name])
    figures = page.evaluate(LOOK)

    assert figures
    for figure in figures:
        assert "" != figure["headline"] != figure["title"] != ""
        assert figure["names"]
        for title, description, labels in figure["names"]:
            assert "" not in (title, description)
            assert labels == 2
        assert figure["table"], figure["headline"]
        for marks in figure["marks"]:
            assert set(marks) <= set(figure["table"]), figure["headline"]
            assert set(figure["table"]) <= set(marks), figure["headline"]
