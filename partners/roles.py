"""Who may do what. This table is the whole of our permissions."""

from django.db import models


class Permission(models.TextChoices):
    VIEW = "view", "See the partnership, also before it is published"
    REPORT_PROGRESS = "report_progress", "Report progress on the actions of their own agency"
    REPORT_ANY_PROGRESS = "report_any_progress", "Report progress on every action of the partnership"
    APPROVE_UPDATES = "approve_updates", "Approve progress updates or send them back"
    EDIT_PLAN = "edit_plan", "Change the strategy, its priorities, recommendations, actions and measures"
    HOLD_MEETINGS = "hold_meetings", "Set dates of meetings and record what the board decides"
    FREEZE_PACKS = "freeze_packs", "Put board packs together, freeze and release them"
    SIGN_RETURNS = "sign_returns", "Sign off the return to central government"
    SHARE = "share", "Make links that open a page without signing in, and let other sites show charts"
    MANAGE_CLIENTS = "manage_clients", "Let programs in, and tell other systems of changes"
    WRITE_COMMENTARY = "write_commentary", "Write what figures mean, beside them"
    MANAGE_PEOPLE = "manage_people", "Invite people, give and take roles, answer requests"
    SET_REMINDERS = "set_reminders", "Set when and in what words people are reminded"
    SEE_AUDIT = "see_audit", "See who did what"
    REDACT = "redact", "Take a text out of records, drafts and history"
    EXPORT_RESTRICTED = "export_restricted", "Take out restricted figures"
    OVERRIDE_LIGHTS = "override_lights", "Show a light otherwise than its rule says, with a reason"
    REFRESH_SOURCES = "refresh_sources", "Start a refresh of a source"
    MANAGE_SOURCES = "manage_sources", "Set how a source is refreshed, review what it brings, take a run back"
    MARK_STEP_CHANGES = "mark_step_changes", "Mark from when the figures of their areas are those of a changed process"


class Role(models.TextChoices):
    PARTNERSHIP_LEAD = "partnership_lead", "Partnership lead"
    SENIOR_RESPONSIBLE_OWNER = "sro", "Senior responsible owner"
    DATA_LEAD = "data_lead", "Data lead"
    PUBLIC_INVOLVEMENT_LEAD = "public_involvement_lead", "Public involvement lead"
    BOARD_MEMBER = "board_member", "Board member"
    LEAD_OFFICER = "lead_officer", "Lead officer"
    DEPUTY = "deputy", "Deputy lead officer"
    COMMISSIONER = "commissioner", "Commissioner"
    READER = "reader", "Reader"
    NATIONAL_READER = "national_reader", "National reader"


GRANTS = {
    Role.PARTNERSHIP_LEAD: set(Permission),
    Role.SENIOR_RESPONSIBLE_OWNER: {
        Permission.VIEW,
        Permission.APPROVE_UPDATES,
        Permission.HOLD_MEETINGS,
        Permission.FREEZE_PACKS,
        Permission.SIGN_RETURNS,
        Permission.SEE_AUDIT,
        Permission.OVERRIDE_LIGHTS,
    },
    Role.DATA_LEAD: {
        Permission.VIEW,
        Permission.EXPORT_RESTRICTED,
        Permission.WRITE_COMMENTARY,
        Permission.MANAGE_CLIENTS,
        Permission.REFRESH_SOURCES,
        Permission.MANAGE_SOURCES,
        Permission.MARK_STEP_CHANGES,
    },
    Role.PUBLIC_INVOLVEMENT_LEAD: {Permission.VIEW},
    Role.BOARD_MEMBER: {Permission.VIEW},
    Role.LEAD_OFFICER: {Permission.VIEW, Permission.REPORT_PROGRESS},
    Role.DEPUTY: {Permission.VIEW, Permission.REPORT_PROGRESS},
    Role.COMMISSIONER: {Permission.VIEW, Permission.EXPORT_RESTRICTED},
    Role.READER: {Permission.VIEW},
    Role.NATIONAL_READER: {Permission.VIEW},
}

# These roles act for one agency, so a membership without an agency would mean nothing.
ROLES_OF_AN_AGENCY = (Role.LEAD_OFFICER, Role.DEPUTY)
# These hold in every partnership; all others in one.
NATIONAL_ROLES = (Role.NATIONAL_READER,)
ROLES_OF_A_PARTNERSHIP = tuple(role for role in Role if role not in NATIONAL_ROLES)


def roles_granting(permission):
    """The stored words of the roles that hold this permission."""
    return [role.value for role, granted in GRANTS.items() if permission in granted]


def in_words(role):
    """What a role may do, as a sentence for those who choose one."""
    granted = GRANTS[role]
    if granted == set(Permission):
        return "Everything, for all agencies"
    changing = [permission.label for permission in Permission if permission in granted - {Permission.VIEW}]
    words = [label[0].lower() + label[1:] for label in changing] or ["read the partnership, also what is not published"]
    return f"May {'; '.join(words)}"
