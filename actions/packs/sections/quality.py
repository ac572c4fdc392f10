"""What is doubtful about the figures that the pack shows: found by rules, and by readers of the document."""

from actions.packs import cells
from cdp.papers.content import Section, Table, Text
from indicators.models import QualityFinding, RuleFinding
from indicators.rules.quality import BY_ID

TITLE = "Quality notes"
IDENTITY = ("indicator", "area", "finding")
NONE = "Nothing doubtful was found about the figures shown."


def build(context):
    series = [line.measure.series for line in context.board.measures]
    by_rule = (
        RuleFinding.objects.visible_to(context.user)
        .filter(rule__in=BY_ID, indicator__in={one.indicator_id for one in series})
        .filter(area__in={one.area_id for one in series})
        .select_related("indicator", "area")
        .order_by("indicator__name", "area__name", "rule", "key")
    )
    rows = [(one.indicator.name, one.area.name, one.sentence) for one in by_rule]
    blocks = []
    if rows:
        columns = (cells.text("indicator", "Indicator"), cells.text("area", "Area"), cells.text("finding", "Finding"))
        blocks.append(
            Table("rule-findings", "Found by rules from the figures", columns, tuple(rows), identity=IDENTITY)
        )
    if document := context.board.document:
        read = QualityFinding.objects.filter(document=document).order_by("position")
        rows = [(one.description, one.get_kind_display(), one.where) for one in read]
        columns = (cells.text("what", "What"), cells.text("kind", "Kind"), cells.text("where", "Where"))
        if rows:
            title = f"Found by readers of “{document.title}”"
            blocks.append(Table("document-findings", title, columns, tuple(rows), identity=("what",)))
    return Section("quality", TITLE, tuple(blocks) or (Text((NONE,)),))
