"""What a person would trip over on a page: what axe finds, and what it does not look for."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Only what is wrong is brought over from the browser: all that is right takes several times as long as looking.
FIND = "options => axe.run(options).then(({ violations }) => violations)"
# WCAG 1.4.12: a page must keep its content and its use when a reader sets these.
TEXT_SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
TEXT_SPACING += " p { margin-bottom: 2em !important; }"

# Each finding is a line in words. A target is what can be pressed; in a line of text it may be as high as the line.
LOOK = """() => {
  const found = [];
  const name = (one) => {
    const words = (one.getAttribute("aria-label") || one.innerText || one.value || "").trim().slice(0, 40);
    return `${one.tagName.toLowerCase()} “${words}”`;
  };
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  if (!/^en/.test(document.documentElement.lang)) found.push("no language");
  const main = document.querySelectorAll("main").length;
  if (main !== 1) found.push(`${main} main regions`);

  let level = 0;
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((one) => one.checkVisibility());
  for (const one of headings) {
    const now = Number(one.tagName[1]);
    if (level && now > level + 1) found.push(`${name(one)} follows a heading of level ${level}`);
    if (!one.textContent.trim()) found.push(`an empty ${one.tagName}`);
    level = now;
  }
  const main_headings = headings.filter((one) => one.tagName === "H1").length;
  if (main_headings !== 1) found.push(`${main_headings} main headings`);

  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  const twice = new Set(ids.filter((id, place) => ids.indexOf(id) !== place));
  for (const id of twice) found.push(`two things with id ${id}`);
  for (const one of document.querySelectorAll("[aria-describedby], [aria-labelledby], [aria-controls]")) {
    for (const list of ["aria-describedby", "aria-labelledby", "aria-controls"]) {
      for (const id of (one.getAttribute(list) || "").split(/\\s+/).filter(Boolean)) {
        if (!document.getElementById(id)) found.push(`${name(one)}: ${list} names ${id}, which is not there`);
      }
    }
  }
  for (const table of document.querySelectorAll("main table")) {
    const said = table.caption?.textContent.trim() || table.getAttribute("aria-label");
    if (!said && !table.getAttribute("aria-labelledby")) {
      found.push(`a table without a caption: ${table.innerText.slice(0, 40)}`);
    }
    for (const cell of table.querySelectorAll("th:not([scope])")) found.push(`${name(cell)} without scope`);
  }
  for (const one of document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select")) {
    const box = one.getBoundingClientRect();
    if (!seen(one) || (box.width >= 23.5 && box.height >= 23.5)) continue;
    const label = one.labels?.[0]?.getBoundingClientRect();
    if (label && label.height >= 23.5) continue;
    // In a sentence or a cell of words the line gives the height.
    const inline = getComputedStyle(one).display === "inline";
    const around = [...(one.closest("p, li, td, th, dd, dt, figcaption, blockquote, label, small, span, h2, h3")
      || one.parentElement).childNodes];
    const words = around.some((node) => node !== one && !node.contains?.(one) && node.textContent.trim());
    if (inline && words) continue;
    // Or there is room around it: no other target within 24 pixels of its middle.
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const near = [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select")]
      .filter((other) => other !== one && seen(other)).some((other) => {
        const its = other.getBoundingClientRect();
        const dx = Math.max(its.left - x, 0, x - its.right), dy = Math.max(its.top - y, 0, y - its.bottom);
        return Math.hypot(dx, dy) < 12;
      });
    if (near) found.push(`${name(one)} is only ${Math.round(box.width)} by ${Math.round(box.height)} px`);
  }
  return found;
}"""

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Words that do not fit into their box and are cut off there, or run over what stands beside them.
CUT = """() => [...document.querySelectorAll("main *, header *")].filter((one) => {
  const style = getComputedStyle(one);
  const cuts = style.overflowX === "hidden" || style.overflowX === "clip" || style.overflowY === "hidden";
  if (!cuts || !one.innerText?.trim() || one.closest(".govuk-visually-hidden") || one.clientHeight <= 1) return false;
  return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
}).map((one) => one.innerText.trim().slice(0, 60))"""


def sideways(page):
    wide = page.evaluate(WIDE)
    return [f"scrolls sideways by {wide} px at {page.viewport_size['width']} px"] if wide > 0 else []


def violations(page, rules=RULES):
    """What axe finds, as it says it."""
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(FIND, rules | {"resultTypes": ["violations"]})


def axe(page):
    found = []
    for violation in violations(page):
        places = ", ".join(str(node["target"][0]) for node in violation["nodes"][:3])
        found.append(f"{violation['id']}, {violation['help']}: {places}")
    return found


def faults_here(page):
    """Of the page that is open, at this width and at 320 px."""
    found = [*axe(page), *page.evaluate(LOOK), *sideways(page)]
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": before["height"]})
    found += [f"{one} (at 320 px)" for one in [*page.evaluate(LOOK), *sideways(page)] if one not in found]
    page.set_viewport_size(before)
    return found


def nothing(found):
    """All of it in lines, which an assertion would cut."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)
