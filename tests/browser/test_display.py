"""Pages as people set their screens: zoomed, spaced, in forced colours, without motion, and on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser import checks
from tests.browser.sample_world import person

pytestmark = pytest.mark.django_db

BOARD = "/exampleshire/"
LONG = 30_000  # Plotly's bundle is large and the machine may be busy
PAGES = {
    "board": ("board_member", BOARD),
    "indicator": (None, "/indicators/drug-poisoning-admissions/?areas=sample:exampleshire"),
    "scorecard": (None, f"{BOARD}indicators/"),
    "action": ("partnership_lead", f"{BOARD}actions/EXA-2.4/"),
    "actions": (None, f"{BOARD}actions/"),
    "report": ("lead_officer", f"{BOARD}actions/EXA-2.4/report/"),
    "my": ("partnership_lead", "/my/"),
    "pack": ("board_member", f"{BOARD}packs/{{pack}}/"),
    "read-pack": ("board_member", f"{BOARD}packs/{{pack}}/read/"),
    "public": (None, f"{BOARD}public/"),
    "search": (None, f"{BOARD}search/?q=naloxone"),
}
# A window of 1280 pixels at 200% and at 400%.
ZOOMED = {"200%": (640, 2), "400%": (320, 4)}


@pytest.fixture
def opened(sample, browse):
    def open_page(name, **options):
        key, address = PAGES[name]
        page = browse(person(key) if key else None, **options)
        page.goto(address.format(pack=sample.board_pack.pk))
        return page

    return open_page


def lost(page):
    return [*checks.sideways(page), *[f"cut off: {words}" for words in page.evaluate(checks.CUT)]]


@pytest.mark.parametrize("zoom", ZOOMED)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_lost_when_zoomed(opened, name, zoom):
    width, factor = ZOOMED[zoom]
    page = opened(name, viewport={"width": width, "height": 512}, device_scale_factor=factor)

    checks.nothing(lost(page))


def spaced(page):
    """As a reader's own style sheet does it, which our content policy does not reach."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    sheet = session.send("CSS.createStyleSheet", {"frameId": frame})["styleSheetId"]
    session.send("CSS.setStyleSheetText", {"styleSheetId": sheet, "text": checks.TEXT_SPACING})


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_lost_when_text_is_spaced(opened, name, width):
    page = opened(name, viewport={"width": width, "height": 800})
    spaced(page)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") not in {"normal", "0px"}

    checks.nothing(lost(page))


MARKS = """() => {
  const found = [];
  const marks = [...document.querySelectorAll("main .cdp-mark, main .cdp-tag")].filter((one) => one.checkVisibility());
  for (const mark of marks) {
    const shape = mark.querySelector("svg"), words = mark.innerText.trim();
    const box = shape?.getBoundingClientRect(), style = shape && getComputedStyle(shape);
    const ground = (one) => {
      for (let at = one; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!/, 0\\)$|transparent/.test(colour)) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    if (!words) found.push("a mark without its word");
    if (!shape || box.width < 8 || box.height < 8) found.push(`“${words}” without its shape`);
    else if (style.color === ground(shape)) found.push(`the shape of “${words}” has the colour of its ground`);
  }
  return [marks.length, found];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["board", "action", "my", "scorecard"])
def test_in_forced_colours_marks_keep_their_shape_and_word(opened, name, scheme):
    page = opened(name, forced_colors="active", color_scheme=scheme)
    marks, faults = page.evaluate(MARKS)

    assert marks > 0
    checks.nothing(faults)


GROUNDS = """() => [...document.querySelectorAll("main svg")].filter((one) => one.checkVisibility())
  .map((one) => [one.classList.contains("main-svg"), getComputedStyle(one).backgroundColor,
    getComputedStyle(one).forcedColorAdjust])"""


def test_in_forced_colours_charts_stand_on_white(opened):
    """Drawn by Plotly they are layers, of which only the last may cover anything."""
    page = opened("indicator", forced_colors="active", color_scheme="dark")
    figure = page.locator("figure.cdp-figure").first
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".main-svg").first).to_be_visible(timeout=LONG)

    drawn = page.evaluate(GROUNDS)

    assert {ground for is_layer, ground, _ in drawn[1:] if not is_layer} == {"rgb(255, 255, 255)"}
    assert {adjust for is_layer, _, adjust in drawn if not is_layer} == {"none"}
    # Plotly gives the undermost its own white.
    assert (
        sum(ground != "rgba(0, 0, 0, 0)" for is_layer, ground, _ in drawn if is_layer)
        <= page.locator(".js-plotly-plot").count()
    )


MOVES = """() => [...document.querySelectorAll("*")].flatMap((one) => ["", "::before", "::after"].flatMap((part) => {
  const style = getComputedStyle(one, part || null);
  const takes = [style.transitionDuration, style.animationDuration].join(",").split(",").map(parseFloat);
  const runs = style.animationName !== "none" || (style.transitionProperty !== "none" && Math.max(...takes) > 0.01);
  return runs && Math.max(...takes) > 0.01 ? [`${one.tagName} ${one.className} ${part}`] : [];
}))"""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_for_those_who_want_no_motion(opened, name):
    page = opened(name, reduced_motion="reduce")

    assert sorted(set(page.evaluate(MOVES))) == []
    assert page.evaluate("document.getAnimations().length") == 0


ON_PAPER = """() => {
  const found = [], shown = (one) => one.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
  // The contents of a paper are part of it.
  const left_out = "nav:not(.paper-contents), form, button, footer, .govuk-skip-link, .cdp-switcher, input, select";
  for (const one of document.querySelectorAll(left_out)) {
    const box = one.getBoundingClientRect();
    if (one.checkVisibility() && box.height > 1) found.push(`printed: ${one.tagName} ${one.className}`);
  }
  for (const figure of document.querySelectorAll("figure.cdp-figure:has([data-chart])")) {
    const drawings = [...figure.querySelectorAll(".cdp-drawing svg")].filter(shown);
    if (drawings.length !== 1) found.push(`${drawings.length} drawings of ${figure.innerText.slice(0, 40)}`);
    if (figure.querySelector(".js-plotly-plot")?.checkVisibility()) found.push("the interactive chart is printed");
  }
  for (const one of document.querySelectorAll("main details > :not(summary)")) {
    if (!one.closest(".cdp-screen") && one.getBoundingClientRect().height < 1 && one.textContent.trim()) {
      found.push(`not printed: what “${one.parentElement.querySelector("summary").innerText}” holds`);
    }
  }
  return [...new Set(found)];
}"""


@pytest.mark.parametrize("name", sorted({*PAGES} - {"report", "search"}))
def test_on_paper_stands_what_can_be_read_there(opened, name):
    page = opened(name, viewport={"width": 1280, "height": 900})
    page.emulate_media(media="print")

    checks.nothing(page.evaluate(ON_PAPER))
