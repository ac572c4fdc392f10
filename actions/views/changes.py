from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from actions import kept_pages
from actions.board.changes import changes_between, end_of, meetings_and_decisions
from actions.board.changes.shape import COLUMNS
from actions.forms_changes import SinceForm
from actions.views.pages import visible_with_state
from cdp import exports, words


@login_not_required
def what_changed(request, partnership):
    partnership = visible_with_state(request, partnership)
    today = timezone.localdate()
    file_format = exports.requested_format(request)
    kept = kept_pages.Part(request, partnership, on=today, known=SinceForm.base_fields)
    texts = None if file_format else kept.find()
    if texts is not None:
        return render(request, "actions/what_changed.html", {"partnership": partnership, **texts})
    meetings, made = meetings_and_decisions(partnership)
    form = SinceForm(request.GET, meetings=meetings, on=today)
    changes = None
    if form.day:
        changes = changes_between(partnership, since=form.moment, until=end_of(today), user=request.user, made=made)
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
    title = f"What changed since {words.day(form.day)}" if form.day else "What changed"
    texts = kept.made("actions/what_changed_since.html", context, is_kept=form.is_valid(), title=title)
    # The errors of the form are summed up on top.
    around = {"partnership": partnership, "form": form, **texts}
    return render(request, "actions/what_changed.html", around, status=200 if form.is_valid() else 400)


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
