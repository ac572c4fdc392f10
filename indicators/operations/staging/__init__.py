"""Where a run's rows wait in temporary tables until all of them are known; then a few statements publish them.

stage      the interface: read, compare, publish
records    a file's raw records, without parsing them
parts      what an indicator's raw records come to, so that what was published already is not read again
intake     rows into numbers: what repeats from row to row is kept once
layout     files in the Fingertips layout, many rows a second
repeats    one figure a key
comparing  what differs from what stands
publishing what differs into the tables of figures
tables     the temporary tables; all in which PostgreSQL and SQLite differ

Memory stays flat: groups of people, periods and notes are kept in Python, never the rows.
"""

from indicators.operations.staging.comparing import Comparison, StandingHasMoved
from indicators.operations.staging.parts import forget_parts
from indicators.operations.staging.stage import Stage
from indicators.operations.staging.tables import after_commit

__all__ = ["Comparison", "Stage", "StandingHasMoved", "after_commit", "forget_parts"]
