"""SQL in which PostgreSQL writes the cells of a figure as csv.writer would."""

from indicators.api.shared import FIGURE, NUMBERS, PROVISIONAL
from indicators.models import Observation

OF_FIGURE = (*FIGURE, "provisional")
# A text that happens to hold it costs a second way, and nothing else.
LEFT_TO_PYTHON = "\x02"
# Python writes 12.0 where PostgreSQL writes 12. Of large numbers they do not find the same shortest text.
NUMBER = f"""
    CASE WHEN {{0}} IS NULL THEN ''
        WHEN abs({{0}}) < 1e15 THEN CASE WHEN {{0}} = trunc({{0}}) THEN {{0}}::text || '.0' ELSE {{0}}::text END
        ELSE '{LEFT_TO_PYTHON}'
    END
"""
# As csv_cell guards it and csv.writer quotes it; nearly all is empty or plain.
TEXT = r"""
    CASE WHEN {0} = '' THEN '' WHEN {0} !~ '[",=+@\t\r\n-]' THEN {0} ELSE
        CASE WHEN {0} ~ '[",\r\n]' THEN '"' ELSE '' END
        || CASE WHEN {0} ~ '^[=+@\t\r\n-]' THEN '''' ELSE '' END
        || replace({0}, '"', '""')
        || CASE WHEN {0} ~ '[",\r\n]' THEN '"' ELSE '' END
    END
"""
TRUTH = "CASE WHEN {0} THEN 'yes' ELSE 'no' END"
DAY = "coalesce({0}::text, '')"
FORMS = {
    **dict.fromkeys(FIGURE, "{0}"),
    **dict.fromkeys(FIGURE[NUMBERS], NUMBER),
    **dict.fromkeys(("period", "printed", "note", "place"), TEXT),
    **dict.fromkeys(("period_start", "period_end"), DAY),
    "is_disputed": TRUTH,
}


def cells(shown, *, end):
    """Those of the figure that are shown, with commas between and the end behind them; empty where none is."""
    table = f'"{Observation._meta.db_table}"'
    written = {name: form.format(f'{table}."{name}"') for name, form in FORMS.items()}
    written["provisional"] = TRUTH.format(f"{table}.\"state\" = '{PROVISIONAL}'")
    chosen = [written[name] for name in OF_FIGURE if name in shown]
    return f"concat_ws(',', {', '.join(chosen)}) || '{end}'" if chosen else "''"
