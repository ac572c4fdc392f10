from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from actions.board.changes import changes_between, end_of
from actions.board.changes.shape import COLUMNS
from actions.forms_changes import SinceForm
from actions.views.pages import visible_partnership
from cdp import exports, words


@login_not_required
def what_changed(request, partnership):
    partnership = visible_partnership(request, partnership)
    today = timezone.localdate()
    file_format = exports.requested_format(request)
    form = SinceForm(request.GET, meetings=list(partnership.meetings.order_by("held_on", "pk")), on=today)
    changes = None
    if form.day:
        changes = changes_between(partnership, since=form.moment, until=end_of(today), user=request.user)
    # Visitors read what changed; who of the members did it is for those who work with them.
    names_people = request.user.is_authenticated
    if file_format and changes is not None:
        return exports.respond(file_format, _table(partnership, form.day, changes, names_people, today))
    context = {
        "partnership": partnership,
        "form": form,
        "changes": changes,
        "names_people": names_people,
        "today": today,
    }
    return render(request, "actions/what_changed.html", context, status=200 if form.is_valid() else 400)


def _table(partnership, since, changes, names_people, on):
    notes = [exports.SAMPLE_NOTE] if partnership.is_sample else []
    notes.append(f"From the end of {words.day(since)} to {words.day(on)}.")
    kept = [at for at, column in enumerate(COLUMNS) if names_people or column.key != "who"]
    return exports.Table(
        name=f"{partnership.slug}-what-changed-since-{since.isoformat()}",
        title=f"{partnership.name}: what changed since {words.day(since)}",
        columns=[COLUMNS[at] for at in kept],
        rows=[[cells[at] for at in kept] for cells in (one.cells() for one in changes)],
        notes=notes,
    )
