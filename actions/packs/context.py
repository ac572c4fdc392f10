"""What every section of a pack is given. All of it is read with one pair of eyes, at one moment."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import AnonymousUser

from actions.board.strategy import strategy_board
from actions.models import Meeting, Pack, ProgressUpdate
from actions.models.pack import Audience, PackState
from partners.models import Partnership
from partners.sight import BoardOf


def sight_of(pack):
    """A board's pack holds what all its members may see, whoever makes it; a public one what everybody may.

    A restricted one sees as boards do: few read it for what is written in it, and not for other figures.
    """
    return AnonymousUser() if pack.audience == Audience.PUBLIC else BoardOf(pack.partnership)


def earlier_of(pack):
    """The pack frozen for the meeting before, which readers of this one hold in their hands; None for the first."""
    frozen = Pack.objects.filter(
        partnership=pack.partnership,
        state=PackState.FROZEN,
        addendum_to=None,
        audience=pack.audience,
        is_restricted__in={False, pack.is_restricted},
        meeting__held_on__lt=pack.meeting.held_on,
    )
    return frozen.select_related("frozen", "meeting").order_by("-meeting__held_on", "-frozen_at", "-pk").first()


@dataclass
class Context:
    pack: Pack
    partnership: Partnership
    meeting: Meeting
    as_at: datetime.datetime
    on: datetime.date
    user: object
    earlier: Pack | None = None
    check: Callable = field(default=lambda: None)

    @cached_property
    def board(self):
        return strategy_board(self.partnership, on=self.on, user=self.user)

    @cached_property
    def last_meeting(self):
        """The board's meeting before the one that the pack is for."""
        before = self.partnership.meetings.filter(held_on__lt=self.meeting.held_on, cancelled_at=None)
        return before.order_by("held_on", "pk").last()

    @cached_property
    def latest(self):
        """{action: what its newest approved update says}, for all actions in one query."""
        said = (
            ProgressUpdate.objects.approved()
            .filter(action__partnership=self.partnership)
            .order_by("reported_at", "pk")
            .values("action", "narrative", "next_step", "blocker", "reported_at")
        )
        return {one["action"]: one for one in said}

    def said_of(self, action, name):
        return self.latest.get(action.pk, {}).get(name, "")
