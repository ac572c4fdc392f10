"""The headings of a cover report, as committee offices of councils ask for them. One without text is left out.

The keys are kept in packs: a heading may be reworded here, its key stays.
"""

from dataclasses import dataclass

LIMIT = 20_000


@dataclass(frozen=True)
class Heading:
    key: str
    words: str
    hint: str = ""
    is_implication: bool = False

    @property
    def field(self):
        """Its name in a form, and for what looks like personal data in it."""
        return f"cover_{self.key}"


HEADINGS = (
    Heading("purpose", "Purpose of this report", "Why the board is given it, and whether to decide, discuss or note."),
    Heading(
        "recommendations", "Recommendations", "What the board is asked to do. A paragraph each; they are numbered."
    ),
    Heading("background", "Background"),
    Heading("options", "Options considered", "With what happens if nothing is done."),
    Heading("consultation", "Consultation and involvement", "Who was asked, and what they said."),
    Heading("financial", "Financial implications", is_implication=True),
    Heading("legal", "Legal implications", is_implication=True),
    Heading("equalities", "Equalities implications", is_implication=True),
    Heading("risk", "Risk implications", is_implication=True),
    Heading("public_health", "Public health implications", is_implication=True),
    Heading("crime", "Crime and disorder implications", is_implication=True),
    Heading("appendices", "Appendices"),
    Heading("papers", "Background papers"),
)
BY_KEY = {one.key: one for one in HEADINGS}


def paragraphs(text):
    """What stands between empty lines; a single line break within a paragraph stays one."""
    return tuple(part for part in (one.strip() for one in text.split("\n\n")) if part)
