"""Who we are: people, partnerships, agencies and the documents that partnerships publish."""

from partners.models.access import AccessRequest, Invitation, NationalRole
from partners.models.agency import Agency, AgencyAlias, AgencyKind
from partners.models.document import Document, DocumentKind, DocumentNote, StakeholderCategory
from partners.models.membership import Membership, Seat
from partners.models.partnership import RESERVED_SLUGS, Partnership, Principle
from partners.models.person import Person, PersonManager

__all__ = [
    "RESERVED_SLUGS",
    "AccessRequest",
    "Agency",
    "AgencyAlias",
    "AgencyKind",
    "Document",
    "DocumentKind",
    "DocumentNote",
    "Invitation",
    "Membership",
    "NationalRole",
    "Partnership",
    "Person",
    "PersonManager",
    "Principle",
    "Seat",
    "StakeholderCategory",
]
