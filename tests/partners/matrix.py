"""Who may reach what: a row for each page and each list of the API. test_matrix.py tries every row with everybody.

A new page needs a row in PAGES under its URL name, a new list of the API one in API under its basename:

    "people": Row(Permission.MANAGE_PEOPLE)                         GET and POST, by permission in that partnership
    "meeting": Row(EVERYBODY, post=Permission.HOLD_MEETINGS, where={"pk": "meeting.pk"})

`get` and `post` say who gets an answer; a tuple means any of these, None that this method is answered by nobody (405):

    EVERYBODY     visitors too, of a partnership that they may see
    SIGNED_IN     whoever is signed in, of a partnership that they may see
    Permission.X  whoever holds it in the partnership of the address; on a page of no partnership, in any
    Anywhere(X)   whoever holds it in any partnership, of what they may see
    MEMBERS       whoever has a role in the partnership itself
    REPORTS       who may report on the action: its lead agency's officers, and who may report on all
    STAFF         people who run the site
    PUBLISHED     visitors and everybody else, of a published partnership alone
    NOBODY        signed in or not, it is not found

`where` says what stands for the other parts of the address: the path from a place of matrix_world.py to its value.
`sends` is what a POST holds; without it the POST is empty, so that nothing but permission can answer it with 404.
Several rows for one page are a tuple.
"""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile

from partners.manage import ENTRIES
from partners.roles import Permission

EVERYBODY, SIGNED_IN, MEMBERS = "everybody", "signed in", "members"
REPORTS, STAFF, NOBODY = "reports", "staff", "nobody"
PUBLISHED = "published"


@dataclass(frozen=True)
class Anywhere:
    permission: Permission


class _AsGet:
    """POST is answered to whom GET is."""


@dataclass(frozen=True)
class Row:
    get: object
    post: object = _AsGet
    where: dict = field(default_factory=dict)
    sends: dict = field(default_factory=dict)
    # What is the same for all partnerships is walked once.
    is_shared: bool = False

    @property
    def who_posts(self):
        return self.get if self.post is _AsGet else self.post


def of_everybody(**where):
    return Row(EVERYBODY, where=where)


UPDATE = {"ref": "action.ref", "pk": "waiting.pk"}
RUNS = dict.fromkeys(entry.permission for entry in ENTRIES)
MANAGES = Anywhere(Permission.MANAGE_SOURCES)
REFRESHES = Anywhere(Permission.REFRESH_SOURCES)


def edits_plan(**where):
    return Row(Permission.EDIT_PLAN, where=where)


def manages_people(**where):
    return Row(Permission.MANAGE_PEOPLE, where=where)


MEETING, DECISION = {"pk": "meeting.pk"}, {"pk": "meeting.pk", "decision": "decision.pk"}

PAGES = {
    # The site
    "healthz": Row(EVERYBODY),
    "readyz": Row(EVERYBODY),
    "about": Row(EVERYBODY),
    "accessibility": Row(EVERYBODY),
    "privacy": Row(EVERYBODY),
    "api": Row(EVERYBODY),
    "oauth-token": Row(None, post=EVERYBODY),
    "oauth-revoke": Row(None, post=EVERYBODY),
    "api-not-found": Row(NOBODY, where={"rest": "token"}, is_shared=True),
    "national": Row(EVERYBODY),
    "compare": Row(EVERYBODY, is_shared=True),
    "framework": Row(EVERYBODY),
    "my": Row(SIGNED_IN),
    "ask-access": Row(SIGNED_IN),
    "national-readers": Row(STAFF),
    "take-national-role": Row(None, post=STAFF, where={"pk": "national_role.pk"}, is_shared=True),
    "jobs": Row(Permission.REFRESH_SOURCES, post=NOBODY),
    "audit-all": Row(STAFF),
    "person-data": Row(STAFF),
    # A partnership
    "strategy": Row(EVERYBODY),
    "what-changed": Row(EVERYBODY),
    "chain-picture": Row(EVERYBODY),
    "recommendation-chain": of_everybody(ref="recommendation.ref"),
    "public": Row(PUBLISHED, post=None),
    "embed-scorecard": Row(PUBLISHED, post=None),
    "embed-indicator": Row(PUBLISHED, post=None, where={"code": "series.indicator.code"}),
    "sharing": Row(Permission.SHARE, post=NOBODY),
    "api-clients": Row(Permission.MANAGE_CLIENTS),
    "new-api-client": Row(Permission.MANAGE_CLIENTS),
    "api-client": Row(Permission.MANAGE_CLIENTS, post=NOBODY, where={"pk": "api_client.pk"}),
    "webhooks": Row(Permission.MANAGE_CLIENTS),
    "webhook": Row(Permission.MANAGE_CLIENTS, post=NOBODY, where={"pk": "webhook.pk"}),
    "shared-link": Row(EVERYBODY, post=None, where={"token": "shared_token"}, is_shared=True),
    "priority": of_everybody(code="priority.code"),
    "recommendations": Row(EVERYBODY),
    "recommendation": of_everybody(ref="recommendation.ref"),
    "actions": Row(EVERYBODY),
    "delivery": Row(EVERYBODY),
    "action": of_everybody(ref="action.ref"),
    "agencies": Row(EVERYBODY),
    "agency": of_everybody(agency="agency.slug"),
    "schemes": Row(EVERYBODY),
    "scheme": of_everybody(ref="scheme.ref"),
    "findings": Row(EVERYBODY),
    "document": Row(EVERYBODY),
    "indicators": Row(EVERYBODY),
    "audit": Row(Permission.SEE_AUDIT),
    "redaction": Row((Permission.REDACT, STAFF)),
    # Progress updates
    "report-progress": Row(REPORTS, where={"ref": "action.ref"}),
    "approvals": Row(Permission.APPROVE_UPDATES),
    "reminders": Row(Permission.SET_REMINDERS),
    "workbook": Row((Permission.REPORT_PROGRESS, Permission.REPORT_ANY_PROGRESS)),
    "workbook-batch": Row(REPORTS, where={"pk": "batch.pk"}),
    "update": (
        Row(EVERYBODY, post=SIGNED_IN, where={"ref": "reported.ref", "pk": "approved.pk"}),
        Row((REPORTS, Permission.APPROVE_UPDATES), where=UPDATE),
        Row((REPORTS, Permission.APPROVE_UPDATES), Permission.APPROVE_UPDATES, UPDATE, {"approve": ""}),
        Row(
            (REPORTS, Permission.APPROVE_UPDATES), Permission.APPROVE_UPDATES, UPDATE, {"send_back": "", "reason": "?"}
        ),
        Row((REPORTS, Permission.APPROVE_UPDATES), REPORTS, UPDATE, {"withdraw": ""}),
    ),
    "evidence-file": (
        of_everybody(ref="reported.ref", pk="approved.pk", evidence="minutes.pk"),
        Row((REPORTS, Permission.APPROVE_UPDATES), where={**UPDATE, "evidence": "draft_minutes.pk"}),
    ),
    "lights": Row(Permission.OVERRIDE_LIGHTS, post=NOBODY, where={"ref": "action.ref"}),
    "override-light": Row(Permission.OVERRIDE_LIGHTS, where={"ref": "action.ref", "light": "light"}),
    # Meetings
    "meetings": Row(EVERYBODY),
    "new-meeting": Row(Permission.HOLD_MEETINGS),
    "meeting": Row(EVERYBODY, post=Permission.HOLD_MEETINGS, where=MEETING),
    "change-meeting": Row(Permission.HOLD_MEETINGS, where=MEETING),
    "decision": Row(EVERYBODY, post=Permission.HOLD_MEETINGS, where=DECISION),
    # Board packs
    "packs": Row(EVERYBODY),
    "new-pack": Row(Permission.FREEZE_PACKS),
    "pack": (
        Row(EVERYBODY, Permission.FREEZE_PACKS, {"pk": "released_pack.pk"}, {"do": "write"}),
        Row(Permission.VIEW, Permission.FREEZE_PACKS, {"pk": "board_pack.pk"}, {"do": "write"}),
        Row(
            (Permission.FREEZE_PACKS, Permission.EXPORT_RESTRICTED),
            Permission.FREEZE_PACKS,
            {"pk": "restricted_pack.pk"},
            {"do": "write"},
        ),
        Row(Permission.FREEZE_PACKS, where={"pk": "draft_pack.pk"}),
    ),
    "change-pack": Row(Permission.FREEZE_PACKS, where={"pk": "draft_pack.pk"}),
    "pack-order": Row(Permission.FREEZE_PACKS, where={"pk": "draft_pack.pk"}),
    "read-pack": (
        Row(EVERYBODY, post=None, where={"pk": "released_pack.pk"}),
        Row(Permission.VIEW, post=None, where={"pk": "board_pack.pk"}),
        Row((Permission.FREEZE_PACKS, Permission.EXPORT_RESTRICTED), post=None, where={"pk": "restricted_pack.pk"}),
        Row(NOBODY, post=None, where={"pk": "draft_pack.pk"}),
    ),
    "pack-file": (
        Row(EVERYBODY, post=None, where={"pk": "released_pack.pk", "file_format": "json_format"}),
        Row(Permission.VIEW, post=None, where={"pk": "board_pack.pk", "file_format": "json_format"}),
        Row(NOBODY, post=None, where={"pk": "draft_pack.pk", "file_format": "json_format"}),
    ),
    "compare-packs": Row(EVERYBODY, post=None),
    "paper-templates": Row(Permission.FREEZE_PACKS),
    # Reports, which are their asker's, and the yearly return, which is its members'
    "reports": Row(SIGNED_IN),
    "new-report": Row(NOBODY),
    "saved-report": (
        Row(NOBODY, where={"pk": "no_number"}, is_shared=True),
        Row(MEMBERS, post=NOBODY, where={"pk": "shared_report.pk"}),
        Row(NOBODY, where={"pk": "private_report.pk"}),
    ),
    "report-run": Row(NOBODY, where={"pk": "report_run.pk"}),
    "read-report": Row(NOBODY, where={"pk": "report_run.pk"}),
    "report-file": Row(NOBODY, where={"pk": "report_run.pk", "file_format": "json_format"}),
    "annual-returns": Row(Permission.VIEW, post=(Permission.EDIT_PLAN, Permission.SIGN_RETURNS)),
    "annual-return": (
        Row(Permission.VIEW, post=NOBODY, where={"pk": "annual_return.pk"}),
        Row(Permission.VIEW, post=NOBODY, where={"pk": "signed_return.pk"}),
    ),
    "change-annual-return": Row((Permission.EDIT_PLAN, Permission.SIGN_RETURNS), where={"pk": "annual_return.pk"}),
    "annual-return-file": (
        Row(Permission.VIEW, where={"pk": "signed_return.pk", "file_format": "json_format"}),
        Row(NOBODY, where={"pk": "annual_return.pk", "file_format": "json_format"}),
    ),
    # Running a partnership
    "manage": Row(tuple(RUNS)),
    "people": manages_people(),
    "invite": manages_people(),
    "withdraw-invitation": Row(None, post=Permission.MANAGE_PEOPLE, where={"pk": "invitation.pk"}),
    "resend-invitation": Row(None, post=Permission.MANAGE_PEOPLE, where={"pk": "invitation.pk"}),
    "member": manages_people(pk="member.user.pk"),
    "take-role": manages_people(pk="member.pk"),
    "leave": manages_people(pk="member.user.pk"),
    "access-request": manages_people(pk="access_request.pk"),
    # The plan
    "strategy-record": of_everybody(pk="strategy.pk"),
    "plan": edits_plan(),
    "plan-bulk": edits_plan(),
    "plan-import": edits_plan(),
    "plan-export": Row(Permission.EDIT_PLAN),
    "plan-import-run": edits_plan(pk="plan_import.pk"),
    "plan-new-action": edits_plan(),
    "plan-action": edits_plan(ref="action.ref"),
    "plan-postpone": edits_plan(ref="action.ref"),
    "plan-new-milestone": edits_plan(ref="action.ref"),
    "plan-milestone": edits_plan(ref="action.ref", pk="milestone.pk"),
    "plan-archive-action": edits_plan(key="action.ref"),
    "plan-archive-recommendation": edits_plan(key="recommendation.ref"),
    "plan-bring-back-action": edits_plan(key="action.ref"),
    "plan-bring-back-recommendation": edits_plan(key="recommendation.ref"),
    "plan-merge-action": edits_plan(key="action.ref"),
    "plan-merge-recommendation": edits_plan(key="recommendation.ref"),
    "plan-archive-milestone": edits_plan(key="action.ref", pk="milestone.pk"),
    "plan-bring-back-milestone": edits_plan(key="action.ref", pk="milestone.pk"),
    "plan-archive-measure-action": edits_plan(key="action.ref", pk="measure.pk"),
    "plan-archive-measure-recommendation": edits_plan(key="recommendation.ref", pk="measure_of_recommendation.pk"),
    "plan-archive-measure-priority": edits_plan(key="priority.code", pk="measure_of_priority.pk"),
    "plan-bring-back-measure-action": edits_plan(key="action.ref", pk="measure.pk"),
    "plan-bring-back-measure-recommendation": edits_plan(key="recommendation.ref", pk="measure_of_recommendation.pk"),
    "plan-bring-back-measure-priority": edits_plan(key="priority.code", pk="measure_of_priority.pk"),
    "plan-new-measure-action": edits_plan(key="action.ref"),
    "plan-measure-action": edits_plan(key="action.ref", pk="measure.pk"),
    "plan-new-measure-recommendation": edits_plan(key="recommendation.ref"),
    "plan-measure-recommendation": edits_plan(key="recommendation.ref", pk="measure_of_recommendation.pk"),
    "plan-new-measure-priority": edits_plan(key="priority.code"),
    "plan-measure-priority": edits_plan(key="priority.code", pk="measure_of_priority.pk"),
    "plan-order-actions": edits_plan(),
    "plan-order-recommendations": edits_plan(),
    "plan-order-priorities": edits_plan(pk="strategy.pk"),
    "plan-order-milestones": edits_plan(key="action.ref"),
    "plan-order-parts": edits_plan(key="recommendation.ref"),
    "plan-new-recommendation-part": edits_plan(key="recommendation.ref"),
    "plan-recommendation-part": edits_plan(key="recommendation.ref", pk="part.pk"),
    "plan-remove-recommendation-part": edits_plan(key="recommendation.ref", pk="part.pk"),
    "plan-new-recommendation": edits_plan(),
    "plan-recommendation": edits_plan(ref="recommendation.ref"),
    "plan-new-priority": edits_plan(),
    "plan-priority": edits_plan(code="priority.code"),
    "plan-new-strategy": edits_plan(),
    "plan-strategy": edits_plan(pk="strategy.pk"),
    "plan-seats": edits_plan(),
    "plan-new-seat": edits_plan(),
    "plan-seat": edits_plan(agency="agency.slug"),
    "plan-end-seat": edits_plan(agency="agency.slug"),
    # Mail; in the demo all of it is read by everybody, anywhere else by nobody
    "mails": Row(NOBODY),
    "mail": Row(NOBODY, where={"pk": "mail.pk"}, is_shared=True),
    "mail-switch": Row(None, post=SIGNED_IN, sends={"kind": "reminder", "on": "1"}),
    "mail-off": Row(EVERYBODY, where={"token": "off_token"}, is_shared=True),
    "mailed-report": Row(EVERYBODY, where={"token": "mail_token"}, is_shared=True),
    # Indicators
    "indicator-list": Row(EVERYBODY),
    "indicator": Row(EVERYBODY, where={"code": "series.indicator.code"}, is_shared=True),
    "step-changes": Row(Permission.MARK_STEP_CHANGES, where={"code": "series.indicator.code"}),
    # Data
    "data": Row(EVERYBODY, post=NOBODY),
    "data-quality": Row(EVERYBODY),
    "definitions": Row(EVERYBODY),
    "judgements": Row(EVERYBODY),
    "revisions": Row(EVERYBODY),
    "add-source": Row(MANAGES),
    "source": Row(EVERYBODY, post=NOBODY, where={"slug": "source.slug"}),
    "source-changes": of_everybody(slug="source.slug"),
    "source-settings": Row(MANAGES, where={"slug": "shared_source.slug"}, is_shared=True),
    "source-upload": Row(REFRESHES, where={"slug": "shared_source.slug"}, is_shared=True),
    "source-mapping": Row(MANAGES, where={"slug": "mapped_source.slug"}, is_shared=True),
    "refresh": Row(EVERYBODY, post=NOBODY, where={"pk": "refresh.pk"}),
    "take-back": Row(MANAGES, where={"pk": "shared_refresh.pk"}, is_shared=True),
    "mend-reject": Row(MANAGES, where={"pk": "reject.pk"}),
    # Coming in; what a link is good for is known to whoever holds it
    "sign-in": Row(EVERYBODY),
    "account_login": Row(EVERYBODY),
    "mfa_login_webauthn": Row(EVERYBODY),
    "mfa_authenticate": Row(EVERYBODY),
    "account_inactive": Row(EVERYBODY, post=None),
    "account_reset_password": Row(EVERYBODY),
    "account_reset_password_done": Row(EVERYBODY, post=None),
    "account_reset_password_from_key": Row(EVERYBODY, where={"uidb36": "uidb36", "key": "token"}, is_shared=True),
    "account_reset_password_from_key_done": Row(EVERYBODY, post=None),
    "socialaccount_login_cancelled": Row(EVERYBODY, post=None),
    "organisation-sign-in": Row(None, post=NOBODY, where={"provider_id": "token"}, is_shared=True),
    "organisation-callback": Row(NOBODY, where={"provider_id": "token"}, is_shared=True),
    "sign-out": Row(None, post=EVERYBODY),
    "account_logout": Row(None, post=EVERYBODY),
    "admin-sign-out": Row(None, post=EVERYBODY),
    "join": Row(EVERYBODY, where={"token": "invited_token"}, is_shared=True),
    "confirm-address": Row(EVERYBODY, where={"token": "token"}, is_shared=True),
    # One's own account
    "admin-password": Row(SIGNED_IN),
    "account": Row(SIGNED_IN, post=None),
    "api-tokens": Row(SIGNED_IN, post=NOBODY),
    "my-data": Row(SIGNED_IN, post=None),
    "mfa_index": Row(SIGNED_IN, post=None),
    "mfa_list_webauthn": Row(SIGNED_IN, post=None),
    "change-name": Row(SIGNED_IN),
    "change-address": Row(SIGNED_IN),
    "account_change_password": Row(SIGNED_IN),
    "account_set_password": Row(SIGNED_IN),
    "second-factor": Row(SIGNED_IN),
    "mfa_activate_totp": Row(SIGNED_IN),
    "mfa_deactivate_totp": Row(NOBODY),
    "mfa_add_webauthn": Row(SIGNED_IN),
    "mfa_edit_webauthn": Row(NOBODY, where={"pk": "no_number"}, is_shared=True),
    "mfa_remove_webauthn": Row(NOBODY, where={"pk": "no_number"}, is_shared=True),
    "mfa_view_recovery_codes": Row(NOBODY, post=None),
    "mfa_generate_recovery_codes": Row(SIGNED_IN),
    "mfa_download_recovery_codes": Row(NOBODY),
    "prove": Row(SIGNED_IN, post=NOBODY),
    "account_reauthenticate": Row(SIGNED_IN),
    "mfa_reauthenticate": Row(SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(SIGNED_IN),
    "organisation-link": Row(None, post=NOBODY, where={"provider_id": "token"}, is_shared=True),
    "organisation-unlink": Row(None, post=NOBODY, where={"pk": "no_number"}, is_shared=True),
    "search": Row(EVERYBODY, post=None, is_shared=True),
    "search-partnership": Row(EVERYBODY, post=None),
    "commentaries": Row(Permission.WRITE_COMMENTARY),
    "commentary": Row(Permission.WRITE_COMMENTARY, where={"series": "measure.series.pk"}),
    "leave-partnership": Row(MEMBERS),
    "end-other-sessions": Row(None, post=SIGNED_IN),
    "end-session": Row(None, post=NOBODY, where={"pk": "no_number"}, is_shared=True),
}


@dataclass(frozen=True)
class Listed:
    """A list of the API, read by everybody and written by nobody: what it holds of a partnership is found by those who
    see the partnership, in the list, in its file and at its own address. `key` is the path from a place to what ends
    that address; a list of the site holds the same for everybody. `who` is said as above, where not all of
    them find it.
    """

    key: str
    is_shared: bool = False
    who: object = EVERYBODY


DECIDES = (REPORTS, Permission.APPROVE_UPDATES)
API = {
    "partnerships": Listed("partnership.slug"),
    "agencies": Listed("agency.slug", is_shared=True),
    "seats": Listed("seat_key"),
    "documents": Listed("document.pk"),
    "strategies": Listed("strategy.pk"),
    "priorities": Listed("priority_id"),
    "recommendations": Listed("recommendation_id"),
    "actions": Listed("action_id"),
    "milestones": Listed("milestone.pk"),
    "lights": Listed("action_id"),
    "progress-updates": (Listed("approved.pk"), Listed("waiting.pk", who=DECIDES)),
    "evidence": (Listed("minutes.pk"), Listed("draft_minutes.pk", who=DECIDES)),
    "measures": (Listed("measure.pk"), Listed("measure_of_recommendation.pk"), Listed("measure_of_priority.pk")),
    "commentaries": Listed("commentary.pk"),
    "meetings": Listed("meeting.pk"),
    "decisions": Listed("decision.pk"),
    "packs": (
        Listed("released_pack.pk"),
        Listed("board_pack.pk", who=Permission.VIEW),
        Listed("restricted_pack.pk", who=(Permission.FREEZE_PACKS, Permission.EXPORT_RESTRICTED)),
        Listed("draft_pack.pk", who=Permission.FREEZE_PACKS),
    ),
    "reports": Listed("report_run.pk", who=NOBODY),
    "schemes": Listed("scheme_id"),
    "findings": Listed("finding_id"),
    "quality-findings": Listed("quality_finding.pk"),
    "rule-findings": Listed("rule_finding.pk"),
    "imports": (
        Listed("import_of_figures.pk", who=Permission.MANAGE_SOURCES),
        Listed("import_of_updates.pk", who=REPORTS),
        Listed("import_of_plan.pk", who=Permission.EDIT_PLAN),
    ),
    "indicators": Listed("series.indicator.code", is_shared=True),
    "areas": Listed("series.area.code", is_shared=True),
    "neighbour-groups": Listed("neighbour_group.area.code", is_shared=True),
    "series": Listed("series.pk"),
    "observations": Listed("observation.pk"),
    "readings": Listed("series.pk"),
    "step-changes": Listed("step_change.pk"),
    "outcomes": Listed("outcome.code", is_shared=True),
    "framework-metrics": Listed("metric.code", is_shared=True),
    "sources": Listed("source.slug"),
    "refreshes": Listed("refresh.pk"),
    "refresh-changes": Listed("refresh_change.pk"),
}


@dataclass(frozen=True)
class Written:
    """What a program may do, by its name: `method` to an address, `{}` of which is the path from a place to the thing.
    `who` says whose role allows it. Of a thing that they see, others are told that they may not; else it is not found.
    """

    method: str
    address: str
    key: str
    who: object
    sends: object = field(default_factory=dict)  # or what makes it of a place
    seen_by: object = EVERYBODY
    as_form: bool = False


def a_plan(place):
    return {"partnership": place.slug, "kind": "plan_workbook", "file": ContentFile(b"none", name="plan.xlsx")}


def a_figure(place):
    figure = {"indicator": "none", "area": "none", "period": "2025", "value": 1}
    return {"partnership": place.slug, "figures": [figure]}


def of_update(method, move, who, **sends):
    return Written(method, f"progress-updates/{{}}/{move}", "waiting.pk", who, sends, seen_by=DECIDES)


def of_import(move):
    who = Permission.EDIT_PLAN
    return Written("post", f"imports/{{}}/{move}", "import_of_plan.pk", who, seen_by=who)


API_WRITES = {
    "actions-updates": Written("post", "actions/{}/updates/", "action_id", REPORTS),
    "progress-updates": of_update("patch", "", REPORTS, narrative="Said by a program."),
    "progress-updates-submit": of_update("post", "submit/", REPORTS),
    "progress-updates-withdraw": of_update("post", "withdraw/", REPORTS),
    "progress-updates-approve": of_update("post", "approve/", Permission.APPROVE_UPDATES),
    "progress-updates-evidence": of_update("post", "evidence/", REPORTS, strength="data", link="https://example.org"),
    "evidence": Written("delete", "evidence/{}/", "draft_minutes.pk", REPORTS, seen_by=DECIDES),
    "imports": Written("post", "imports/", "partnership.slug", Permission.EDIT_PLAN, a_plan, as_form=True),
    "imports-commit": of_import("commit/"),
    "imports-withdraw": of_import("withdraw/"),
    "local-figures": Written("post", "local-figures/", "partnership.slug", Permission.MANAGE_SOURCES, a_figure),
    "progress-updates-return": of_update("post", "return/", Permission.APPROVE_UPDATES, reason="Which?"),
}
# Of the API, what is no list: answered to everybody, and to none by POST.
API_PAGES = {
    "index": 200, "schema": 200, "docs": 200, "changes": 200, "data-package": 200, "file-metadata": 200,
    "client-in-python": 200, "not-found": 404,
}  # fmt: skip
