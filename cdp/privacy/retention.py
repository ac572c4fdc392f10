"""How long each kind of thing with a person in it is kept: data, shown on the privacy page and in the DPIA.

What has an `after` is taken out by the job of each night, see applying.py; the rest says who decides. A period is a
proposal to the organisation that runs the site: it answers for the data, and changes the line here.
"""

from dataclasses import dataclass
from datetime import timedelta

DAY, MONTH, YEAR = timedelta(days=1), timedelta(days=30), timedelta(days=365)


@dataclass(frozen=True)
class Kept:
    key: str
    what: str
    holds: str
    until: str
    then: str
    after: timedelta | None = None


KEPT = (
    Kept(
        "accounts",
        "Accounts that nobody uses",
        "Name, email address, ways to sign in",
        "2 years after the last sign-in, once no role is left",
        "The account is closed; address and ways to sign in are deleted. The name stays beside what was reported.",
        2 * YEAR,
    ),
    Kept(
        "sessions",
        "Sessions",
        "Network address and kind of browser of each sign-in that is still open",
        "The end of the session, 12 hours after the last sign-in unless the site sets it otherwise",
        "Deleted the night after.",
        1 * DAY,
    ),
    Kept(
        "invitations",
        "Invitations",
        "Name and email address of whoever is invited",
        "6 months after they were accepted, withdrawn or ran out",
        "Deleted; name and address go from the audit of those that were never accepted.",
        6 * MONTH,
    ),
    Kept(
        "access_requests",
        "Requests for access",
        "Who asked for which role, and why",
        "1 year after the answer",
        "Deleted. The audit keeps that it was granted or refused, without the words.",
        1 * YEAR,
    ),
    Kept(
        "drafts",
        "Drafts and withdrawn updates",
        "What somebody wrote and did not send, or took back",
        "1 year after they were last touched",
        "Deleted with their files; their words go from the audit too.",
        1 * YEAR,
    ),
    Kept(
        "updates",
        "Approved progress updates, decisions, the plan",
        "Names of those who reported, approved, decided or lead",
        "As long as the partnership keeps the record of its work",
        "The partnership decides. A text can be taken out at any time.",
    ),
    Kept(
        "mails",
        "Emails that were sent",
        "Address, subject and text",
        "1 year after they were written",
        "Deleted.",
        1 * YEAR,
    ),
    Kept(
        "mail_links",
        "Links in emails",
        "Who may report on which action through it",
        "3 months after they ran out",
        "Deleted.",
        3 * MONTH,
    ),
    Kept(
        "workbooks",
        "Workbooks that were uploaded",
        "The file, and what each row said",
        "6 months after the upload",
        "Deleted. What was applied stays as updates and as the plan.",
        6 * MONTH,
    ),
    Kept(
        "imports",
        "Files that programs sent",
        "Who sent which file and when, and what it would change",
        "6 months after they were sent",
        "Deleted; figures that nobody committed are declined. What was committed stays.",
        6 * MONTH,
    ),
    Kept(
        "papers",
        "Frozen papers: board packs, signed returns",
        "Names of those who reported, decided or lead, as they stood",
        "As long as the partnership keeps its papers",
        "The partnership decides. A text can be taken out; the paper then says so and keeps its first hash.",
    ),
    Kept(
        "renderings",
        "Papers written as files (PDF, Word, spreadsheets)",
        "What the paper says",
        "3 months after they were written",
        "Deleted. The paper itself stays, and is written anew for whoever asks.",
        3 * MONTH,
    ),
    Kept(
        "report_runs",
        "Reports that were made",
        "Who asked for which report, and what stood in it",
        "1 year after they were asked for",
        "Deleted with their files. The saved report stays, and can be made anew.",
        1 * YEAR,
    ),
    Kept(
        "shared_links",
        "Links that open one page",
        "Who made them, and for whom or what",
        "1 year after they ran out or were revoked",
        "Deleted. The audit keeps who made and who revoked them.",
        1 * YEAR,
    ),
    Kept(
        "sign_in_events",
        "Failed sign-ins, also of programs, and ended sessions in the audit",
        "Network address, kind of browser, the end of an unknown address",
        "1 year",
        "These words go; that it happened stays.",
        1 * YEAR,
    ),
    Kept(
        "api_tokens",
        "API tokens that ended",
        "Whose it was, what it was for, when and from which network it was last used",
        "3 months after they were revoked or ran out",
        "Deleted. The audit keeps that they were made and revoked.",
        3 * MONTH,
    ),
    Kept(
        "idempotent_answers",
        "What a program was answered when it wrote",
        "What it was answered, and whose program it was",
        "1 day",
        "Deleted. Until then the same request, sent again, is not done twice.",
        1 * DAY,
    ),
    Kept(
        "audit",
        "The audit",
        "Who changed what and when",
        "As long as the records that it proves",
        "The organisation that runs the site decides. Texts in it can be taken out, and the rest still proved.",
    ),
    Kept(
        "jobs",
        "Jobs in the background",
        "Who asked for a job",
        "90 days after they ended",
        "Deleted by the nightly tidying.",
    ),
    Kept(
        "searches",
        "What people search for",
        "Nothing: no search is kept",
        "Not kept. The words stand in the address of the page, and so in the log of the web server",
        "Outside this program.",
    ),
    Kept(
        "server_log",
        "Logs of the web server",
        "Network address and page of each request",
        "What the organisation that runs the site sets",
        "Outside this program.",
    ),
)
BY_KEY = {kept.key: kept for kept in KEPT}
