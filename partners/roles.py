"""Who may do what. This table is the whole of our permissions."""

from django.db import models


class Permission(models.TextChoices):
    VIEW = "view", "See the partnership, also before it is published"
    REPORT_PROGRESS = "report_progress", "Report progress on the actions of their own agency"
    REPORT_ANY_PROGRESS = "report_any_progress", "Report progress on every action of the partnership"
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
    COMMISSIONER = "commissioner", "Commissioner"
    READER = "reader", "Reader"


GRANTS = {
    Role.PARTNERSHIP_LEAD: set(Permission),
    Role.SENIOR_RESPONSIBLE_OWNER: {Permission.VIEW},
    Role.DATA_LEAD: {
        Permission.VIEW,
        Permission.REFRESH_SOURCES,
        Permission.MANAGE_SOURCES,
        Permission.MARK_STEP_CHANGES,
    },
    Role.PUBLIC_INVOLVEMENT_LEAD: {Permission.VIEW},
    Role.BOARD_MEMBER: {Permission.VIEW},
    Role.LEAD_OFFICER: {Permission.VIEW, Permission.REPORT_PROGRESS},
    Role.COMMISSIONER: {Permission.VIEW},
    Role.READER: {Permission.VIEW},
}

# These roles act for one agency, so a membership without an agency would mean nothing.
ROLES_OF_AN_AGENCY = (Role.LEAD_OFFICER,)


def roles_granting(permission):
    """The stored words of the roles that hold this permission."""
    return [role.value for role, granted in GRANTS.items() if permission in granted]
