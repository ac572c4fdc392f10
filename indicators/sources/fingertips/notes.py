"""What was not answered, kept as a file of the run beside the answers, so that a run read again says the same.

One JSON object a line. The file's `about` lists, under "unanswered", the indicators that the service failed to answer
for: what stands of them is not gone. An indicator that Fingertips says to have no figures of is not among them.
"""

import json
from datetime import UTC, datetime

from indicators.sources.base import Reject
from indicators.sources.fetching.expecting import JSON
from indicators.sources.fetching.keeping import KeptFile, keep

NAME = "what-was-not-answered.jsonl"
KIND = "notes"


class Notes:
    """Sentences about indicators, in the order in which they came up."""

    def __init__(self):
        self.lines, self.unanswered = [], []

    def leave_out(self, indicator, sentence):
        self.lines.append({"indicator": str(indicator), "sentence": sentence})

    def fail(self, indicators, sentence):
        self.unanswered += [str(one) for one in indicators]
        self.lines += [{"indicator": str(one), "sentence": sentence} for one in indicators]

    def keep(self, folder):
        """The kept file; none where everything was answered."""
        if not self.lines:
            return []
        content = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in self.lines).encode()
        path, sha256, size = keep([content], name=NAME, folder=folder, expects=JSON, told=lambda size: None)
        about = {"kind": KIND, "unanswered": sorted(set(self.unanswered))}
        return [KeptFile(NAME, path, sha256, size, about=about, fetched_at=datetime.now(UTC))]


def read(kept):
    """A reject for each line."""
    with kept.path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            said = json.loads(line)
            yield Reject(number, "Indicator ID", said["indicator"], said["sentence"])
