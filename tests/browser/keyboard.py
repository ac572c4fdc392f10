"""A person with a keyboard and no mouse. Each stop of theirs must be seen, and nothing may cover it."""

import pytest

# What stands out at the focus, by the element itself or by what is drawn for it: null where it is well.
LOOK = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const words = (one.getAttribute("aria-label") || one.innerText || one.name || "").trim().slice(0, 50);
  const name = `${one.tagName.toLowerCase()} “${words}”`;
  const drawn = [getComputedStyle(one)];
  // GOV.UK hides radios and checkboxes and draws them before their label.
  for (const label of one.labels || []) drawn.push(getComputedStyle(label, "::before"));
  // A link in a summary and the like shows on its text.
  for (const inner of one.querySelectorAll("span, strong")) drawn.push(getComputedStyle(inner));
  const shows = drawn.some((style) =>
    style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2));
  if (!shows && one.id !== "main") return `${name} does not show that it has the focus`;
  const box = one.getClientRects()[0];
  if (!box || box.bottom < 0 || box.top > innerHeight) {
    const where = box ? `${Math.round(box.top)} to ${Math.round(box.bottom)} of ${innerHeight}` : "nowhere";
    return `${name} has the focus and is out of sight: ${where}`;
  }
  const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
  const open = [0.1, 0.5, 0.9].some((part) => {
    const top = document.elementFromPoint(box.left + box.width * part, y);
    return top && [one, ...(one.labels || [])].some((its) => its.contains(top) || top.contains(its));
  });
  return open ? null : `${name} has the focus behind something else`;
}"""
MARK = """() => {
  const one = document.activeElement, before = window.cdpStop;
  window.cdpStop = one === document.body ? null : one;
  if (!before || !window.cdpStop || before === one) return null;
  const follows = before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const words = (one.innerText || one.name || "").slice(0, 40);
  return follows ? null : `${one.tagName.toLowerCase()} “${words}” comes out of order`;
}"""


class Keyboard:
    def __init__(self, page):
        self.page, self.faults, self.stops = page, [], 0

    def tab(self):
        self.page.keyboard.press("Tab")
        self.stops += 1
        if out_of_order := self.page.evaluate(MARK):
            self.faults.append(out_of_order)
        if self.page.evaluate(LOOK):
            # A chart that is drawn just now moves what stands below it, and the browser scrolls after it.
            self.page.wait_for_timeout(500)
            self.faults += [fault for fault in [self.page.evaluate(LOOK)] if fault]

    def to(self, wanted, most=150):
        """By Tab to there."""
        for _ in range(most):
            self.tab()
            if wanted.evaluate("element => element === document.activeElement"):
                return
        pytest.fail(f"{wanted} cannot be reached by keyboard within {most} stops.")

    def through(self, most=250):
        """By Tab once through the page; how many stops there were."""
        self.page.evaluate("window.cdpStop = null")
        for number in range(most):
            self.tab()
            if self.page.evaluate("document.activeElement === document.body"):
                return number
        pytest.fail(f"The page does not end within {most} stops: the focus is caught somewhere.")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.type(words)
