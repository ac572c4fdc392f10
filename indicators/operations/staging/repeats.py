"""One figure a key: what to do with rows that speak of the same."""

from itertools import groupby


def take_out_repeats(tables):
    """(indicator, file, line, other file, other line, is the same figure) of each row that may not stand by another.

    Of rows that agree the first stays; where rows of one key differ none does, since nothing says which is right.
    """
    rows = tables.rows_of(
        "WITH repeated AS (SELECT c.stratum, p.area_id, c.period_start, c.period_end "
        "FROM {staged_rows} WHERE g.is_rejected = 0 GROUP BY 1, 2, 3, 4 HAVING count(*) > 1) "
        "SELECT g.{row}, t.indicator_id, g.file, g.line, c.stratum, p.area_id, c.period_start, c.period_end, "
        "{new_figure} FROM {staged_rows} JOIN {word} w ON w.id = g.word JOIN {stratum} t ON t.id = c.stratum "
        "JOIN repeated r ON r.stratum = c.stratum AND r.area_id = p.area_id "
        "AND r.period_start = c.period_start AND r.period_end = c.period_end "
        "WHERE g.is_rejected = 0 ORDER BY c.stratum, p.area_id, c.period_start, c.period_end, g.file, g.{row}"
    )
    out, repeats = [], []
    for _, found in groupby(rows, key=lambda row: row[4:8]):
        first, *others = found
        is_same = all(row[8:] == first[8:] for row in others)
        for row in others if is_same else [first, *others]:
            other = others[0] if row is first else first
            out.append((row[0],))
            repeats.append((*row[1:4], *other[2:4], is_same))
    tables.reject_rows(out)
    # Where nothing sound is left no series is to be made.
    tables.run(
        "UPDATE {spot} SET is_sound = 0 WHERE id NOT IN (SELECT DISTINCT g.spot FROM {stage} g WHERE g.is_rejected = 0)"
    )
    return repeats
