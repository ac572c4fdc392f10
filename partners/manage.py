"""What there is to run a partnership with: the lines of its page, each for those who hold the permission.

A new page for those who run a partnership is one line here. Its address takes the partnership alone.
"""

from dataclasses import dataclass

from django.urls import reverse

from partners.belonging import permissions_in
from partners.models import Partnership
from partners.roles import Permission


@dataclass(frozen=True)
class Entry:
    name: str
    url_name: str
    permission: Permission
    sentence: str

    def address(self, slug):
        return reverse(self.url_name, args=[slug])


ENTRIES = (
    Entry("People", "people", Permission.MANAGE_PEOPLE, "Invite people, give and take roles, answer requests"),
    Entry("Plan", "plan", Permission.EDIT_PLAN, "Change strategies, priorities, recommendations, actions and seats"),
    Entry("Plan as a workbook", "plan-import", Permission.EDIT_PLAN, "Bring a plan in from Excel, or take it out"),
    Entry("Approvals", "approvals", Permission.APPROVE_UPDATES, "Approve progress updates or send them back"),
    Entry(
        "Report by Excel",
        "workbook",
        Permission.REPORT_ANY_PROGRESS,
        "Report on all actions of an agency in one workbook, check it, undo it",
    ),
    Entry("Meetings", "meetings", Permission.HOLD_MEETINGS, "Set dates of meetings and record what the board decides"),
    Entry("Board packs", "packs", Permission.FREEZE_PACKS, "Put board packs together, freeze and release them"),
    Entry(
        "Annual returns",
        "annual-returns",
        Permission.SIGN_RETURNS,
        "Answer the yearly return to central government from the record, and sign it off",
    ),
    Entry(
        "Commentary",
        "commentaries",
        Permission.WRITE_COMMENTARY,
        "Write what the measures' figures mean, in sentences that fill in the newest figures by themselves",
    ),
    Entry(
        "Reminders",
        "reminders",
        Permission.SET_REMINDERS,
        "Set when and in what words people are reminded, see what was sent",
    ),
    Entry(
        "Links and embeds",
        "sharing",
        Permission.SHARE,
        "Make links that open one page, and let other sites show charts",
    ),
    Entry(
        "Programs",
        "api-clients",
        Permission.MANAGE_CLIENTS,
        "Let other systems read and write through the API, and shut them out again",
    ),
    Entry(
        "Webhooks",
        "webhooks",
        Permission.MANAGE_CLIENTS,
        "Have other systems told at once of what changes",
    ),
    Entry(
        "Take out a text",
        "redaction",
        Permission.REDACT,
        "Remove what should never have been written, from history too",
    ),
    Entry("Audit", "audit", Permission.SEE_AUDIT, "See who did what, when and why"),
)


def run_by(person):
    """The partnerships in which this person holds at least one of the permissions."""
    found = Partnership.objects.none()
    for permission in sorted({entry.permission for entry in ENTRIES}):
        found = found | Partnership.objects.where(person, permission)
    return found


def entries_for(person, partnership):
    """The lines that this person sees."""
    held = permissions_in(person, partnership)
    return [entry for entry in ENTRIES if entry.permission in held]
