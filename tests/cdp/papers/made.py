"""Papers for tests: one with a bit of everything, odd ones, and one as long as a long pack. No database is asked."""

from dataclasses import replace
from functools import lru_cache

from cdp.papers.content import Bullets, Chart, Column, Day, Facts, Figure, Kind, Paper, Section, Table, Text
from indicators.charts import labels, standalone
from tests.indicators.charts.examples import KINDS

AS_AT = "2026-03-12T09:30:00+00:00"
ADDRESS = "https://cdp.example.org/northshire/packs/7/"
SOURCE = "National Drug Treatment Monitoring System, 2025/26, quarter 3"

# Texts that must come out of every format as they went in.
ODD_TEXTS = {
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+44 1632 960000",
    "script": "<script>alert('1')</script>",
    "entity": "&amp; &lt;b&gt; &#39;",
    "typst": "#set page(width: 1cm) #panic() $x$ @ref <label> [content] `raw` *bold* _italic_ // note /* more */",
    "backslash": r"C:\temp\new \u{41} \\server\share",
    "signs": "`*_$`@[]{}~^|%#",
    "right to left": "النص العربي ثم English ثم עברית",
    "emoji": "Well done \U0001f389 \U0001f469\u200d\u2695\ufe0f \U0001f1ec\U0001f1e7",
    "lines": "First line\nsecond line\n\nfourth line\tafter a tab",
    "json": '{"a": [1, "\\"]}',
    "quotes": 'She said “yes”, it\'s "fine"',
    "dashes": "2019–2023 — about −3.5 ± 0.2 ≥ 1 ½ £5 €6",
    "long word": "antidisestablishmentarianism" * 12,
}
LONG = "A sentence that is said again and again, and nobody minds. " * 345  # a little over 20,000 letters

SCORECARD = Table(
    "scorecard",
    "What the figures say, latest figures of each indicator",
    (
        Column("indicator", "Indicator"),
        Column("period", "Period"),
        Column("value", "Northshire", Kind.NUMBER),
        Column("england", "England", Kind.NUMBER),
        Column("standing", "Against England"),
        Column("published", "Published", Kind.DATE),
    ),
    (
        ("Adults in treatment", "2024/25", Figure("1,234", 1234.0), Figure("310,863", 310863), "Not compared",
         Day("3 November 2025", "2025-11-03")),
        ("Left prison and began treatment", "2024/25", Figure("46.3%", 46.27, 1), Figure("57.1%", 57.1, 1), "Worse",
         Day("3 November 2025", "2025-11-03")),
        ("Deaths from drug misuse, each 100,000 people", "2022 - 24", Figure("8.0", 8.04, 1, "p"),
         Figure("6.1", 6.1, 1), "Worse", Day("17 October 2025", "2025-10-17")),
        ("Young people in treatment", "2024/25", Figure("[c]", None, mark="c"), Figure("16,212", 16212), "Not compared",
         Day("3 November 2025", "2025-11-03")),
        ("Naloxone kits given out", "2024/25", Figure("0", 0.2, 0, "low"), Figure("[x]", None, mark="x"),
         "Not compared", None),
        ("Change in a year", "2024/25", Figure("−3.5", -3.5, 1, "r"), Figure("[z]", None, mark="z"), "Better", None),
    ),
    identity=("indicator",),
    notes=("Rates are of residents. [c] stands where fewer than 5 people are counted.",),
    source=SOURCE,
)  # fmt: skip
ACTIONS = Table(
    "actions",
    "Actions and how they go, 12 March 2026",
    (
        Column("ref", "Ref"),
        Column("action", "Action"),
        Column("lead", "Lead agency"),
        Column("delivery", "Delivery"),
        Column("confidence", "Confidence"),
        Column("due", "Due", Kind.DATE),
    ),
    (
        ("A1", "Meet every prison leaver at the gate", "Probation Service", "Late", "Not confident",
         Day("31 March 2026", "2026-03-31")),
        ("A2", "Open an evening clinic in Highton", "Northshire Recovery", "On track", "Confident",
         Day("30 June 2026", "2026-06-30")),
        ("A3", "Give out naloxone in hostels", "Northshire Council", "No update yet", "", None),
        ("A4", "Train 40 peer mentors", "Northshire Recovery", "Complete", "Confident",
         Day("1 December 2025", "2025-12-01")),
    ),
    identity=("ref",),
    source="Northshire Combating Drugs Partnership, actions as at 12 March 2026",
)  # fmt: skip


@lru_cache(maxsize=1)
def drawings():
    """{kind of chart: (the chart, its drawing)}"""
    made = {kind: build() for kind, build in KINDS.items()}
    return {kind: (chart, standalone.draw(chart)) for kind, chart in made.items()}


def chart_block(key, kind="trend"):
    chart, svg = drawings()[kind]
    places = chart.decimals
    rows = tuple(
        (
            said["row"].name,
            said["row"].place,
            Figure(said["said"], said["row"].value, places) if said["row"].value is not None else said["said"] or None,
            said["interval"] or None,
            said["row"].note or None,
        )
        for said in labels.table(chart)
    )
    table = Table(
        f"{key}-figures",
        f"Figures of the chart: {chart.title}",
        (
            Column("name", "Name"),
            Column("place", chart.x.heading),
            Column("value", "Value", Kind.NUMBER),
            Column("interval", "95% interval"),
            Column("note", "Note"),
        ),
        rows,
        identity=("name", "place"),
        source=chart.source_words,
    )
    return Chart(
        key,
        chart.headline,
        chart.title,
        chart.desc or labels.description(chart),
        svg,
        table,
        chart.source_words,
        tuple(chart.every_note),
    )


def sample_paper(**changes):
    """Every kind of block, every mark but [e], notices and a watermark."""
    paper = Paper(
        title="Northshire Combating Drugs Partnership: progress, quarter 4 of 2025/26",
        subtitle="Paper for the board of 19 March 2026, item 5",
        publisher="Northshire Combating Drugs Partnership",
        as_at=AS_AT,
        as_at_words="12 March 2026, 9:30am",
        facts=(
            ("Meeting", "Board, 19 March 2026, 2pm, County Hall"),
            ("Report of", "Director of Public Health"),
            ("For", "Decision"),
            ("Wards", "All"),
        ),
        notices=(
            "Sample data, made up. No figure here is about a real place.",
            "Restricted: holds figures that are not for publication.",
        ),
        watermark="Restricted",
        address=ADDRESS,
        sections=(
            Section(
                "cover",
                "Cover report",
                (
                    Text(
                        (
                            "This paper tells the board how the strategy goes and what needs a decision.",
                            "Two of nine outcomes are worse than England; one of them has no action.",
                        ),
                        numbered=True,
                        heading="Purpose",
                    ),
                    Bullets(
                        ("Agree a new date for action A1.", "Note that naloxone has no lead officer."),
                        heading="Recommendations",
                    ),
                    Text(
                        ("The strategy was agreed in 2023.\nIt runs until 2028.", "It has four priorities."),
                        numbered=True,
                        heading="Background",
                    ),
                    Text(("There are no legal implications.",), heading="Implications"),
                ),
            ),
            Section(
                "figures",
                "What the figures say",
                (
                    Text(("Outcomes first, then services.",)),
                    SCORECARD,
                    chart_block("prison-leavers", "trend"),
                    chart_block("neighbours", "areas"),
                ),
            ),
            Section(
                "delivery",
                "How delivery goes",
                (
                    Facts((("Actions", "4"), ("On track", "1"), ("Late", "1")), heading="In short"),
                    ACTIONS,
                    Table(
                        "decisions",
                        "Decisions that are due",
                        (Column("decision", "Decision"), Column("due", "Due", Kind.DATE)),
                        (),
                        notes=("No decision is due.",),
                    ),
                ),
            ),
            Section(
                "odd",
                "Texts as people write them",
                (
                    Text(tuple(ODD_TEXTS.values()), numbered=True),
                    Bullets(tuple(ODD_TEXTS.values())),
                    Facts(tuple((name, said) for name, said in ODD_TEXTS.items())),
                    Table(
                        "odd-texts",
                        f"Odd texts: {ODD_TEXTS['script']}",
                        (Column("name", "Name"), Column("text", "Text <b>&"), Column("figure", "Figure", Kind.NUMBER)),
                        tuple((name, said, Figure(str(n), n)) for n, (name, said) in enumerate(ODD_TEXTS.items())),
                        notes=(ODD_TEXTS["typst"],),
                        source=ODD_TEXTS["formula"],
                    ),
                ),
            ),
        ),
    )
    return replace(paper, **changes)


def empty_paper(**changes):
    """The least that a paper can be."""
    said = {
        "title": "Nothing yet",
        "subtitle": "",
        "publisher": "Northshire Combating Drugs Partnership",
        "as_at": AS_AT,
        "as_at_words": "12 March 2026, 9:30am",
        "sections": (),
    }
    return Paper(**said | changes)


def paper_of(*blocks, **changes):
    """A paper of one section with these blocks."""
    return empty_paper(sections=(Section("only", "The only section", tuple(blocks)),), **changes)


def odd_paper():
    """Odd texts wherever a text can stand."""
    said = ODD_TEXTS
    return Paper(
        title=said["script"],
        subtitle=said["typst"],
        publisher=said["right to left"],
        as_at=AS_AT,
        as_at_words=said["formula"],
        facts=((said["signs"], said["backslash"]),),
        notices=(said["emoji"], said["lines"]),
        watermark=said["entity"],
        address=ADDRESS + "?a=<b>&c=\"'",
        sections=tuple(
            Section(
                f"s{number}",
                text,
                (
                    Text((text, LONG), numbered=bool(number % 2), heading=text),
                    Bullets((text, ""), heading=text),
                    Facts(((text, text), ("", "")), heading=text),
                    Table(
                        f"t{number}",
                        text,
                        (Column("a", text), Column("b", f"{text} "), Column("c", "Number", Kind.NUMBER)),
                        ((text, text, Figure(text, number, 0)), (None, "", None)),
                        notes=(text,),
                        source=text,
                    ),
                    replace(
                        chart_block(f"c{number}", "areas"),
                        headline=text, title=text, description=text, source=text, notes=(text,),
                    ),
                ),
            )
            for number, text in enumerate(said.values())
        ),
    )  # fmt: skip


def long_table(rows=2000):
    """A log of so many actions."""
    columns = ACTIONS.columns
    return Table(
        "log",
        f"Action log, {rows:,} actions",
        columns,
        tuple(
            (f"A{number}", f"Action {number}: open a clinic and say when it is open", f"Agency {number % 12}",
             "On track" if number % 3 else "Late", "Confident", Day("31 March 2026", "2026-03-31"))
            for number in range(1, rows + 1)
        ),
        identity=("ref",),
        source="The partnership's action log",
    )  # fmt: skip


def big_paper(sections=20, charts=60):
    """More than 40 pages with 60 charts, each with its table: text, a table and three charts in each section."""
    kinds = list(KINDS)
    made = []
    for number in range(sections):
        mine = range(number * charts // sections, (number + 1) * charts // sections)
        made.append(
            Section(
                f"priority-{number}",
                f"Priority {number + 1}: more people in treatment",
                (
                    Text(
                        tuple(f"Paragraph {n} of section {number}. " + "It says how things go. " * 6 for n in range(4)),
                        numbered=True,
                        heading="Where we are",
                    ),
                    replace(SCORECARD, key=f"scorecard-{number}"),
                    *(_own_chart(chart, kinds[chart % len(kinds)]) for chart in mine),
                ),
            )
        )
    return sample_paper(sections=tuple(made), watermark="")


def _own_chart(number, kind):
    """No two drawings are the same, so that nothing is drawn once for all."""
    block = chart_block(f"chart-{number}", kind)
    return replace(block, svg=block.svg.replace("Northshire", f"North {number}"))
