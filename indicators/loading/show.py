"""How the loading commands say what they did: one table a load, and every fault on a line of its own."""

from rich.console import Console
from rich.table import Table


def show_report(report, *, out, check=False):
    console = Console(file=out, soft_wrap=True, width=None if out.isatty() else 110)
    if not report.has_changes:
        console.print(f"{report.title}: nothing changed.", highlight=False)
    else:
        console.print(_table(report, check))
    _list(console, f"No longer in the files of {report.title}, kept here:", report.gone)
    _list(console, f"Figures no longer in the files of {report.title}, kept as superseded:", report.superseded)


def _list(console, heading, lines):
    for line in [heading, *(f"  {line}" for line in lines)] if lines else []:
        console.print(line, highlight=False, markup=False)


def _table(report, check):
    title = f"{report.title}: what would change, nothing was written" if check else report.title
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("")
    for heading in ("added", "changed", "unchanged", "removed", "gone, kept"):
        table.add_column(heading, justify="right")
    for tally in report.tallies.values():
        counts = (tally.added, tally.changed, tally.unchanged, tally.removed, len(tally.gone))
        if any(counts):
            table.add_row(tally.noun, *map(str, counts))
    return table


def show_problems(problems, *, out):
    for problem in problems:
        out.write(str(problem))
    count = len(problems)
    out.write(f"{count} {'problem' if count == 1 else 'problems'}. Nothing was written.")


def show_findings(findings, *, out):
    """Small numbers that readers would learn; advice last."""
    serious = [finding for finding in findings if not finding.is_advice]
    advice = [finding for finding in findings if finding.is_advice]
    for heading, found in (("Small numbers would be shown:", serious), ("Advice on small numbers:", advice)):
        for line in [heading, *(f"  {finding}" for finding in found)] if found else []:
            out.write(line)
