"""What changed since the last meeting, from the record."""

from actions.board.changes import changes_between, end_of
from actions.models.pack import Audience
from actions.packs import cells
from cdp import words
from cdp.papers.content import Section, Table, Text

TITLE = "What changed since the last meeting"


def build(context):
    if context.last_meeting is None:
        said = "This is the board’s first meeting, so that there is nothing before it to compare with."
        return Section("changes", TITLE, (Text((said,)),))
    since = since_of(context)
    found = changes_between(
        context.partnership,
        since=since,
        until=context.as_at,
        user=context.user,
        actions=[line.action for line in context.board.actions],
    )
    if not found:
        return Section("changes", TITLE, (_text(f"Nothing is recorded to have changed since {words.moment(since)}."),))
    said = _text(f"Since {words.moment(since)}: {found.headline}.")
    return Section("changes", TITLE, (said, _table(found, names_people=context.pack.audience != Audience.PUBLIC)))


def since_of(context):
    """The end of the day on which it met; or when the papers of that meeting were frozen, if that was before."""
    met = end_of(context.last_meeting.held_on)
    is_of_it = context.earlier and context.earlier.meeting_id == context.last_meeting.pk
    return min(met, context.earlier.frozen.as_at) if is_of_it else met


def _text(sentence):
    return Text((sentence,))


def _table(found, *, names_people):
    columns = [
        cells.text("what", "What"), cells.text("kind", "Kind of change"), cells.text("was", "Was"),
        cells.text("is", "Is"), cells.date("on", "When"), cells.text("why", "Why"),
    ]  # fmt: skip
    if names_people:
        columns.append(cells.text("who", "Who"))
    rows = (
        (one.what, group.kind.heading, one.from_words, one.to_words, cells.day(one.when), one.why, one.who)
        for group in found.groups
        for one in group.changes
    )
    return Table(
        "changes",
        "What changed, by kind, the newest first",
        tuple(columns),
        tuple(row[: len(columns)] for row in rows),
        identity=("what", "kind"),
    )
