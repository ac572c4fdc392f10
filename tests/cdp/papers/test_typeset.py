"""Which letters our fonts have, and what stands where they have none."""

import pytest

from cdp.papers import typeset

FONTS = [path.name for folder in typeset.folders() for path in sorted(folder.rglob("*.ttf"))]


def test_our_fonts_are_there():
    assert {"Arimo[wght].ttf", "Arimo-Italic[wght].ttf", "NotoEmoji[wght].ttf"} <= set(FONTS)


@pytest.mark.parametrize(
    "text", ["Arial’s neighbour – £5, 3 ≥ 2", "العربية", "עברית", "ਪੰਜਾਬੀ", "বাংলা", "Łódź", "\U0001f389"]
)
def test_what_people_here_write_has_letters(text):
    assert typeset.shown(text) == text


@pytest.mark.parametrize("unseen", ["\u200d", "\ufe0f", "\u202e", "\u00ad", "\n", "\t"])
def test_a_letter_that_is_not_seen_needs_no_glyph(unseen):
    assert typeset.shown(f"\u0410{unseen}") == f"\u0410{unseen}"


@pytest.mark.parametrize(
    ("text", "code"), [("\u4e2d", "[U+4E2D]"), ("\U00020000", "[U+20000]"), ("\ue000", "[U+E000]")]
)
def test_a_letter_that_no_font_has_is_its_code(text, code):
    assert typeset.shown(f"a{text}b") == f"a{code}b"


def test_a_letter_that_typst_cannot_draw_is_its_code_too():
    assert typeset.shown("ab", also={ord("b")}) == "a[U+0062]"


def test_a_long_word_may_be_broken_and_a_short_one_not():
    assert typeset.breakable("short words", 12) == "short words"
    assert typeset.breakable("x" * 20, 12).split(typeset.SOFT) == ["x" * 6, "x" * 6, "x" * 6, "xx"]
