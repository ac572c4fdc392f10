"""Which events are changes of what the API shows, and why the others are none.

Each kind of event (cdp/audit/kinds.py) is in one of the two below, which a test holds. What is no event has its kind in
OTHERS.
"""

# The record of the event becomes another; a progress update that is approved also changes its action.
CHANGES = {
    "update.started", "update.saved", "update.submitted", "update.no_change", "update.approved", "update.returned",
    "update.withdrawn", "update.evidence_added", "update.evidence_removed", "update.put_back",
    "milestone.met", "milestone.moved", "light.overridden", "light.restored",
    "meeting.planned", "meeting.changed", "meeting.cancelled", "meeting.restored",
    "decision.recorded", "decision.changed", "decision.closed", "decision.reopened",
    "pack.made", "pack.changed", "pack.asked", "pack.cancelled", "pack.failed", "pack.frozen", "pack.released",
    "pack.withdrawn", "commentary.written", "commentary.taken_back",
    "strategy.added", "strategy.changed", "strategy.superseded", "priority.added", "priority.changed",
    "recommendation.added", "recommendation.changed", "recommendation.answered", "recommendation.archived",
    "recommendation.brought_back", "recommendation.merged", "recommendation.took_over",
    "action.added", "action.changed", "action.postponed", "action.archived", "action.brought_back",
    "action.superseded", "action.took_over", "milestone.added", "milestone.changed", "milestone.archived",
    "milestone.brought_back", "measure.added", "measure.changed", "measure.archived", "measure.brought_back",
    "seat.given", "seat.changed", "seat.ended", "agency.added",
    "plan.part_added", "plan.part_changed", "plan.part_removed", "plan.ordered",
    # Whatever the record is: nothing is told of one that the API does not show.
    "row.added", "row.changed", "row.deleted", "text.redacted",
}  # fmt: skip

OTHERS = {
    "figures.published": "New figures were read. Told for the run, and for each indicator whose figures changed.",
    "figures.taken_back": "A run was taken back. Told for that run's own undoing, and for each indicator it changed.",
    "figures.withheld": "A rule on small numbers was set or lifted. Told for each indicator that it binds.",
    "reference.loaded": "Definitions were brought up to date: read the list again.",
    "partnership.loaded": "Much of a partnership was written at once: read all of it again.",
    "partnership.published": "A partnership and its figures can be read by everybody.",
    "partnership.unpublished": "A partnership and its figures can be read by its members only.",
    "partnership.removed": "A partnership is gone, with all that was its own.",
    "update.removed": "A draft that was never sent is gone.",
    "step_change.marked": "Somebody vouches for a lasting change of what a series measures.",
    "step_change.removed": "A mark of a lasting change was taken away.",
    "neighbours.changed": "An area is set beside others than before. Told for each area.",
    "source.changed": "A source was added, or what is set about it is another.",
    "quality.checked": "The rules of data quality find more or less than before: read the list again.",
}

_PEOPLE = "The API lists no people."
_READING = "Somebody looked; nothing became another."
_RUNS = "Each record that it changed has an event of its own."
_IMPORTS = "Who sent it is answered how far it is. What it changes is told by the plan, the updates or the figures."
SILENT = {
    "person.signed_in": _PEOPLE, "person.signed_out": _PEOPLE, "person.sign_in_refused": _PEOPLE,
    "person.sign_in_limited": _PEOPLE, "person.changed": _PEOPLE, "person.security_changed": _PEOPLE,
    "person.session_ended": _PEOPLE, "person.data_exported": _PEOPLE,
    "invitation.sent": _PEOPLE, "invitation.accepted": _PEOPLE, "invitation.withdrawn": _PEOPLE,
    "access.asked": _PEOPLE, "access.granted": _PEOPLE, "access.refused": _PEOPLE, "access.taken_back": _PEOPLE,
    "role.given": _PEOPLE, "role.taken": _PEOPLE, "role.left": _PEOPLE,
    "workbook.uploaded": _RUNS, "workbook.applied": _RUNS, "workbook.undone": _RUNS,
    "import.checked": _IMPORTS, "import.committed": _IMPORTS, "import.withdrawn": _IMPORTS,
    "plan.uploaded": "Nothing of the plan is changed by it.", "plan.imported": _RUNS,
    "plan.discarded": "Nothing of the plan is changed by it.",
    "template.added": "Paper templates are in no list.", "template.archived": "Paper templates are in no list.",
    "report.saved": "Saved reports are their owner's own tools.", "report.changed": "As report.saved.",
    "report.shared": "As report.saved.", "report.archived": "As report.saved.",
    "report.asked": "A report made is shown to whoever asked for it, who sees how far it is by asking for it.",
    "report.cancelled": "As report.asked.", "report.made": "As report.asked.", "report.failed": "As report.asked.",
    "return.begun": "Returns are in no list.", "return.changed": "Returns are in no list.",
    "return.signed": "Returns are in no list.",
    "shared_link.made": "Links are in no list.", "shared_link.revoked": "Links are in no list.",
    "shared_link.opened": _READING,
    "embed_site.allowed": "Sites are in no list.", "embed_site.stopped": "Sites are in no list.",
    "reminders.changed": "Mails are in no list.", "mail.retried": "Mails are in no list.",
    "chart.step_marked": "Told as step_change.marked, to all who read these figures.",
    "chart.step_removed": "Told as step_change.removed, to all who read these figures.",
    "mail.switched": "Mails are in no list.", "mail.link_used": "What it did to the update has its own event.",
    "export.downloaded": _READING, "export.restricted": _READING, "view.restricted": _READING,
    "privacy.kept": "The text that was kept has an event of its own.",
    "retention.applied": "What goes and was in a list is told one by one.",
    "event.redacted": "The audit is in no list.",
}  # fmt: skip
# Programs that come in, and whom we tell: what they are is in no list.
SILENT_FAMILIES = ("token.", "client.", "webhook.")

# Lists of the API that are told by what else changes with them: what to follow instead, and why that says it all.
TOLD_BY = {
    "lights": (("actions",), "They follow from the action, its milestones and measures; the calendar is no change."),
    "evidence": (("progress-updates",), "It is a part of its update, whose change it is."),
    "series": (("indicators",), "Figures come with a run, which tells each indicator that it changed."),
    "observations": (("indicators",), "As series."),
    "readings": (("indicators",), "They are worked out with the run, before it is told."),
    "refresh-changes": (("refreshes",), "They are written with the run and never change."),
    "quality-findings": (("partnerships",), "They come with the partnership's document: partnership.loaded."),
    "imports": ((), "An upload is shown to whoever may apply it; each record that it changes is told by itself."),
    "reports": ((), "A report is shown to whoever asked for it, who sees how far it is by asking for it."),
}

# After these the thing is to be had no longer, and has no address.
GONE = {
    "commentary.taken_back",
    "milestone.archived",
    "measure.archived",
    "seat.ended",
    "row.deleted",
    "partnership.removed",
    "update.removed",
    "step_change.removed",
}
APPROVED = "update.approved"


def all_kinds():
    """Every kind that an entry of the feed may have, in alphabetical order."""
    return sorted(CHANGES | OTHERS.keys())
