"""What can have been done: the word that is kept, and how it reads after the name of whoever did it.

"Approved a progress update on {}" reads "Lee Lead approved a progress update on 1.1 Meet every prison leaver", and
"Approved a progress update" in a list of kinds. One line each; add yours where its record stands. A kind that was ever
recorded stays here, since its events stay.
"""

import re

KINDS = {
    # People and how they come in
    "person.signed_in": "Signed in",
    "person.signed_out": "Signed out",
    "person.sign_in_refused": "Was refused sign-in as {}",
    "person.sign_in_limited": "Tried to sign in too often",
    "person.changed": "Changed the account of {}",
    "person.security_changed": "Changed how to sign in",
    "person.session_ended": "Ended a session of {}",
    "person.data_exported": "Took out what is kept about {}",
    "invitation.sent": "Invited {}",
    "invitation.accepted": "Accepted the invitation of {}",
    "invitation.withdrawn": "Withdrew the invitation of {}",
    "access.asked": "Asked for access: {}",
    "access.granted": "Granted access: {}",
    "access.refused": "Refused access: {}",
    "access.taken_back": "Took back a request for access: {}",
    "role.given": "Gave a role to {}",
    "role.taken": "Took a role from {}",
    "role.left": "Gave up a role in {}",
    # Progress updates
    "update.started": "Began a progress update on {}",
    "update.saved": "Saved a progress update on {}",
    "update.submitted": "Submitted a progress update on {}",
    "update.no_change": "Reported no change on {}",
    "update.approved": "Approved a progress update on {}",
    "update.returned": "Sent back a progress update on {}",
    "update.withdrawn": "Withdrew a progress update on {}",
    "update.evidence_added": "Added evidence to a progress update on {}",
    "update.evidence_removed": "Removed evidence from a progress update on {}",
    "update.put_back": "Took out of a progress update on {} what a workbook had changed",
    "workbook.uploaded": "Uploaded the workbook {}",
    "workbook.applied": "Applied the workbook {}",
    "workbook.undone": "Undid the workbook {}",
    # What programs bring in
    "import.checked": "Had a file looked at: {}",
    "import.committed": "Committed the import {}",
    "import.withdrawn": "Withdrew the import {}",
    "milestone.met": "Approved that a milestone is met: {}",
    "milestone.moved": "Approved that a milestone is moved: {}",
    # Lights and meetings
    "light.overridden": "Overrode a light of {}",
    "light.restored": "Took back an override on {}",
    "meeting.planned": "Set a meeting: {}",
    "meeting.changed": "Changed a meeting: {}",
    "meeting.cancelled": "Cancelled a meeting: {}",
    "meeting.restored": "Said that a meeting is held after all: {}",
    "decision.recorded": "Recorded a decision or ask: {}",
    "decision.changed": "Changed a decision or ask: {}",
    "decision.closed": "Closed a decision or ask: {}",
    "decision.reopened": "Reopened a decision or ask: {}",
    # Board packs
    "pack.made": "Began a board pack: {}",
    "pack.changed": "Changed the board pack {}",
    "pack.asked": "Asked for the board pack {} to be frozen",
    "pack.cancelled": "Called off the freezing of the board pack {}",
    "pack.failed": "Failed to build the board pack {}",
    "pack.frozen": "Froze the board pack {}",
    "pack.released": "Released to everybody the board pack {}",
    "pack.withdrawn": "Took back the release of the board pack {}",
    "template.added": "Added the paper template {}",
    "template.archived": "Archived the paper template {}",
    # Reports and the yearly return
    "report.saved": "Saved the report {}",
    "report.changed": "Changed the report {}",
    "report.shared": "Shared the report {}",
    "report.archived": "Archived the report {}",
    "report.asked": "Asked for a report: {}",
    "report.cancelled": "Called off a report: {}",
    "report.made": "Had a report made: {}",
    "report.failed": "Failed to make a report: {}",
    "return.begun": "Began the return {}",
    "return.changed": "Changed the return {}",
    "return.signed": "Signed off the return {}",
    "commentary.written": "Wrote what a figure means: {}",
    "commentary.taken_back": "Took back what a figure was said to mean: {}",
    # The plan itself
    "strategy.added": "Added the strategy {}",
    "strategy.changed": "Changed the strategy {}",
    "strategy.superseded": "Named the strategy that takes the place of {}",
    "priority.added": "Added the priority {}",
    "priority.changed": "Changed the priority {}",
    "recommendation.added": "Added recommendation {}",
    "recommendation.changed": "Changed recommendation {}",
    "recommendation.answered": "Recorded the response to recommendation {}",
    "recommendation.archived": "Archived recommendation {}",
    "recommendation.brought_back": "Brought back recommendation {}",
    "recommendation.merged": "Merged into another one recommendation {}",
    "recommendation.took_over": "Merged another one into recommendation {}",
    "action.added": "Added action {}",
    "action.changed": "Changed action {}",
    "action.postponed": "Moved the due date of action {}",
    "action.archived": "Archived action {}",
    "action.brought_back": "Brought back action {}",
    "action.superseded": "Put another in the place of action {}",
    "action.took_over": "Merged another one into action {}",
    "milestone.added": "Added the milestone {}",
    "milestone.changed": "Changed the milestone {}",
    "milestone.archived": "Archived the milestone {}",
    "milestone.brought_back": "Brought back the milestone {}",
    "measure.added": "Added the measure {}",
    "measure.changed": "Changed the measure {}",
    "measure.archived": "Archived the measure {}",
    "measure.brought_back": "Brought back the measure {}",
    "seat.given": "Gave a seat to {}",
    "seat.changed": "Changed the seat of {}",
    "seat.ended": "Ended the seat of {}",
    "agency.added": "Added the agency {}",
    "plan.uploaded": "Uploaded a workbook of the plan: {}",
    "plan.imported": "Applied a workbook to the plan: {}",
    "plan.discarded": "Discarded a workbook of the plan: {}",
    "plan.part_added": "Added a part of a recommendation: {}",
    "plan.part_changed": "Changed a part of a recommendation: {}",
    "plan.part_removed": "Removed a part of recommendation {}",
    "plan.ordered": "Put in another order what belongs to {}",
    # Charts
    "chart.step_marked": "Marked a lasting change in {}",
    "chart.step_removed": "Took away the mark of a lasting change in {}",
    # Links and embeds
    "shared_link.made": "Made a link that opens a page: {}",
    "shared_link.revoked": "Took back a link that opens a page: {}",
    "shared_link.opened": "Opened a shared link for the first time on a day: {}",
    "embed_site.allowed": "Let another site show charts: {}",
    "embed_site.stopped": "Stopped another site from showing charts: {}",
    # Programs and their tokens
    "token.made": "Made an API token: {}",
    "token.revoked": "Revoked an API token: {}",
    "client.made": "Let a program in: {}",
    "client.changed": "Changed what a program may do: {}",
    "client.rotated": "Gave a program a new secret: {}",
    "client.revoked": "Revoked a program: {}",
    "client.refused": "Was refused as the program {}",
    # Mails
    "reminders.changed": "Changed the reminders of {}",
    "mail.retried": "Had an email sent again: {}",
    "mail.switched": "Switched emails on or off for {}",
    "mail.link_used": "Used the link of an email for a progress update on {}",
    # What is restricted, and what is taken out
    "export.downloaded": "Downloaded {}",
    "export.restricted": "Downloaded what is restricted: {}",
    "view.restricted": "Saw what is restricted: {}",
    # Webhooks
    "webhook.made": "Made the webhook {}",
    "webhook.changed": "Changed the webhook {}",
    "webhook.rotated": "Gave a new secret to the webhook {}",
    "webhook.disabled": "Switched off the webhook {}",
    "webhook.enabled": "Switched on the webhook {}",
    "webhook.tested": "Sent a test to the webhook {}",
    "webhook.sent_again": "Sent again what was given up of the webhook {}",
    "webhook.removed": "Removed the webhook {}",
    # Privacy
    "privacy.kept": "Kept what looks like personal data in {}",
    "text.redacted": "Took a text out of {}",
    "retention.applied": "Took out what was kept long enough",
    # What staff do on the admin pages
    "row.added": "Added {} on the admin pages",
    "row.changed": "Changed {} on the admin pages",
    "row.deleted": "Deleted {} on the admin pages",
    # The audit itself
    "event.redacted": "Took texts out of event {}",
}


class UnknownKind(Exception):
    """Somebody records what kinds.py does not know."""

    def __init__(self, kind):
        super().__init__(f"{kind!r} is not a kind of event. Add a line for it to KINDS in cdp/audit/kinds.py.")


def title_of(kind):
    """The kind in words, without a record: "Approved a progress update"."""
    words = KINDS.get(kind) or kind.replace(".", " ").replace("_", " ").capitalize()
    return re.sub(r"(?:(?: (?:of|on|to|from|in|for|as|with|about))|:)? ?\{\}", "", words)


def done_to(kind, name):
    """After somebody's name: "approved a progress update on 1.1 Meet every prison leaver"."""
    words = KINDS.get(kind) or title_of(kind)
    if "{}" in words:
        words = words.replace("{}", name) if name else title_of(kind)
    elif name:
        words = f"{words}: {name}"
    return words[0].lower() + words[1:]
