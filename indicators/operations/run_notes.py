"""What a run met while reading: how many rows, which it rejected, which it passed over."""

import re
from collections import Counter

from indicators.models import RefreshReject
from indicators.sources.base import Reject

# A file of the wrong kind can reject each of a million rows: all are counted, these are kept to be read.
STORED_REJECTS = 1000
# How the reason of a line begins that stands for many sound rows of which nothing is wrong.
PASSED_OVER = "Passed over: "
# The 95 of "95% interval" is no figure.
NUMBER = re.compile(r"[-+]?(?<![\d.])\d+(?:\.\d+)?(?![\d.]*%)")


class RunNotes:
    """Rejects and passed-over rows of one run; files are numbered as they were fetched."""

    def __init__(self, names):
        self.names = names
        self.rows_read = self.rejected = 0
        self.rejects = []
        self.not_ours, self.first_not_ours = Counter(), {}
        self.repeats, self.first_repeat = 0, None

    def reject(self, file, reject):
        self.rejected += 1
        if len(self.rejects) < STORED_REJECTS:
            self.rejects.append((file, reject))

    def pass_over(self, file, item):
        """A row of an indicator that is not kept here: counted, and told once for each indicator."""
        self.not_ours[item.indicator] += 1
        self.first_not_ours.setdefault(item.indicator, (file, item))

    def add_repeats(self, repeats):
        for file, line, first_file, first_line, is_same in repeats:
            where = f"row {first_line}" if file == first_file else f"row {first_line} of {self.names[first_file]}"
            if not is_same:
                self.reject(file, Reject(line, "", "", f"Another figure for the same key is in {where}."))
            elif file == first_file:
                self.reject(file, Reject(line, "", "", f"The same figure as in {where}."))
            else:
                # Each regional download repeats the rows of England; that is no fault.
                self.repeats += 1
                self.first_repeat = self.first_repeat or (file, line)

    def rows_for(self, refresh, *, bound=frozenset()):
        """The lines to be stored, those of passed-over rows as well.

        Of an indicator that is `bound` by a disclosure rule a rejected row may hold a small number: it is not repeated.
        """
        rejects = [(file, _without_numbers(reject, bound)) for file, reject in self.rejects]
        lines = [*rejects, *self._passed_over()]
        return [
            RefreshReject(
                refresh=refresh,
                file_name=self.names[file][:500],
                row=reject.row,
                column=reject.column[:100],
                value=reject.value[:500],
                reason=reject.reason,
            )
            for file, reject in lines
        ]

    def _passed_over(self):
        for indicator, number in self.not_ours.most_common(STORED_REJECTS):
            file, item = self.first_not_ours[indicator]
            named = f" ({item.name})" if item.name else ""
            reason = f"{PASSED_OVER}{_rows(number)} of indicator {indicator}{named}, which is not kept here."
            yield file, Reject(item.row, "Indicator ID", indicator, reason)
        if self.repeats:
            file, line = self.first_repeat
            reason = f"{PASSED_OVER}{_rows(self.repeats)} with a figure that another file of this run gives as well."
            yield file, Reject(line, "", "", reason)


def _without_numbers(reject, bound):
    if reject.key is None or reject.key.group.indicator_id not in bound:
        return reject
    return reject._replace(value="", reason=NUMBER.sub("…", reject.reason))


def _rows(number):
    return "1 row" if number == 1 else f"{number:,} rows"
