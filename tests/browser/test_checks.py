"""What the walks look for is found where it is: one page with each fault."""

import pytest

from tests.browser import checks, keyboard

FAULTY = """<!doctype html><html><title>Faulty</title><main><h1>One</h1><h3>Three</h3>
<p id="same">a</p><p id="same">b</p><input aria-describedby="nothing">
<table><tr><th>Head</th><td>Cell</td></tr></table>
<div><a href="#x" style="display:block;width:9px;height:9px">x</a
><a href="#y" style="display:block;width:9px;height:9px">y</a></div>
<div style="width:3000px">wide</div><div style="overflow:hidden;width:40px;height:12px">words that are cut off</div>
<a href="#z" id="z" style="outline:none">bare</a></main></html>"""


@pytest.fixture
def faulty(chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.set_content(FAULTY)
    yield page
    page.close()


@pytest.mark.parametrize(
    "words",
    ["no language", "follows a heading of level 1", "two things with id same", "names nothing", "without a caption",
     "without scope", "is only 9 by 9 px"],
)  # fmt: skip
def test_a_fault_of_structure_is_found(faulty, words):
    assert any(words in one for one in faulty.evaluate(checks.LOOK))


def test_what_does_not_fit_is_found(faulty):
    assert checks.sideways(faulty)
    assert any("words that" in one for one in faulty.evaluate(checks.CUT))


def test_a_focus_that_does_not_show_is_found(faulty):
    faulty.locator("#z").focus()

    assert "does not show" in faulty.evaluate(keyboard.LOOK)


def test_axe_is_asked(faulty):
    assert any("html-has-lang" in one for one in checks.axe(faulty))
