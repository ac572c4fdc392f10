"""The page of one run: what it says of itself, and which buttons mean something in its state."""

from functools import cached_property

from indicators.models import Refresh
from indicators.operations.rollback import can_be_rolled_back
from indicators.presenters import differences
from indicators.presenters.refreshes import duration, explanation, headline, progress, steps

Outcome = Refresh.Outcome
MOST_INDICATORS = 100


class RunPage:
    def __init__(self, run, *, may_refresh=False, may_manage=False):
        self.run, self.may_refresh, self.may_manage = run, may_refresh, may_manage
        self.headline, self.explanation, self.took = headline(run), explanation(run), duration(run)
        self.steps, self.progress = steps(run), progress(run)

    @cached_property
    def files(self):
        return list(self.run.files.all())

    @cached_property
    def changes(self):
        """What it did to each indicator, the most first."""
        found = self.run.changes.select_related("indicator").order_by("-changed", "-removed", "-added", "pk")
        return list(found[: MOST_INDICATORS + 1])

    @property
    def changes_shown(self):
        return self.changes[:MOST_INDICATORS]

    @property
    def has_more_changes(self):
        return len(self.changes) > MOST_INDICATORS

    @property
    def shows_differences(self):
        """What is not published is for those to see who decide on it."""
        return self.may_manage or self.run.outcome in Refresh.PUBLISHED

    @cached_property
    def differences(self):
        return differences.differences(self.run) if self.shows_differences else []

    @cached_property
    def _groups(self):
        return differences.reject_groups(self.run, self._aliases)

    @property
    def reject_groups(self):
        return self._groups[0]

    @property
    def has_more_groups(self):
        return self._groups[1]

    @cached_property
    def _aliases(self):
        return differences.aliases_of(self.run.source)

    @cached_property
    def passed_over(self):
        return differences.passed_over(self.run, self._aliases)

    @property
    def passed_over_rows(self):
        run = self.run
        return max(run.rows_read - run.added - run.changed - run.unchanged - run.rejected, 0)

    @cached_property
    def is_mended(self):
        """Whether a word was explained since the run, so that more of its rows could be taken in now."""
        said = [*self.reject_groups, *self.passed_over]
        return any(each.alias and each.alias.made_at > self.run.started_at for each in said)

    @property
    def has_counts(self):
        run = self.run
        return not run.is_unfinished and any((run.rows_read, run.added, run.changed, run.removed, run.rejected))

    @property
    def can_be_cancelled(self):
        return self.may_refresh and self.run.is_unfinished

    @property
    def can_be_resumed(self):
        """A run that stopped by itself, since the same file waits for a review, would only do so again."""
        was_broken_off = self.run.outcome == Outcome.CANCELLED and not self.run.error
        is_over = was_broken_off or self.run.outcome == Outcome.FAILED
        return self.may_refresh and is_over and not self.run.source.document_id

    @property
    def can_be_read_again(self):
        return self.may_refresh and self.run.outcome not in Refresh.OPEN and bool(self.files)

    @property
    def can_be_decided(self):
        return self.may_manage and self.run.outcome == Outcome.HELD

    @property
    def undone_by(self):
        return getattr(self.run, "undone_by", None)

    @cached_property
    def can_be_taken_back(self):
        return self.may_manage and can_be_rolled_back(self.run)

    @property
    def has_buttons(self):
        return self.can_be_cancelled or self.can_be_resumed or self.can_be_read_again or self.can_be_taken_back
