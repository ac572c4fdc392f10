# Made by make api-document; changes belong into cdp/client/.
# ruff: noqa
# fmt: off
"""A client of the Combating Drugs Partnerships API, made from its OpenAPI document. It needs Python 3.11 alone.

client = Client("https://…", token=os.environ["CDP_TOKEN"])  # without a token it reads what is published
for action in client.actions_list(partnership=["buckinghamshire"]):
    print(action["ref"], action["title"])

Answers have all the fields of their type; where fields= names some, they have these and no others. Fields marked
NotRequired are there where include= names them.
"""

from __future__ import annotations

import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence  # noqa: F401 - what is made uses them
from typing import Any, Literal, NamedTuple, NotRequired, TypedDict  # noqa: F401
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

LONGEST_WAIT = 120.0


class Refused(Exception):
    """What the API refused. document is its problem (RFC 9457), etag how the thing stands now, where that was said."""

    def __init__(self, status: int, document: dict[str, Any], headers: dict[str, str]) -> None:
        self.status, self.document, self.headers = status, document, headers
        self.etag = headers.get("etag")
        self.retry_after = headers.get("retry-after")
        self.errors: list[dict[str, str]] = document.get("errors", [])
        faults = [f"{each.get('pointer') or each.get('parameter', '')}: {each['detail']}" for each in self.errors]
        super().__init__(" ".join([str(status), str(document.get("detail") or document.get("title", "")), *faults]))


class NotKnown(Refused):
    """401: the token is wrong or has ended, or none was sent where one is needed."""


class NotAllowed(Refused):
    """403: the token lacks a scope, or its owner the role."""


class NotThere(Refused):
    """404: there is nothing that you may see."""


class Conflict(Refused):
    """409: something else has to be done first; document["conflicts_with"] is its address."""


class Gone(Refused):
    """410: of a cursor that is older than what is kept; read the lists anew."""


class ChangedSince(Refused):
    """412: somebody else has changed it; read it again, or send etag as if_match where your words shall stand."""


class NotTaken(Refused):
    """400 or 422: errors says which parameter or member is at fault, and why."""


class VersionNeeded(Refused):
    """428: send if_match."""


class TooMany(Refused):
    """429, also after waiting: retry_after says for how long not to ask."""


_REFUSALS: dict[int, type[Refused]] = {
    400: NotTaken, 401: NotKnown, 403: NotAllowed, 404: NotThere, 409: Conflict,
    410: Gone, 412: ChangedSince, 422: NotTaken, 428: VersionNeeded, 429: TooMany,
}  # fmt: skip


class File(NamedTuple):
    """To be sent: File("figures.csv", path.read_bytes())."""

    name: str
    content: bytes


class _NoRedirects(HTTPRedirectHandler):
    """A token is never carried to another address."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Base:
    """retries: how often a request is sent again after 429 or 503. remember: how many answers are kept, so that of
    one that still stands only that is asked."""

    def __init__(self, root: str, token: str = "", timeout: float = 60, retries: int = 3, remember: int = 0) -> None:
        if not root.startswith(("https://", "http://")):
            raise ValueError("The root begins with https://.")
        self.root, self.token, self.timeout = root.rstrip("/"), token, timeout
        self.retries, self.remember = retries, remember
        # Of the last answer; sent back as if_match it says what a change was made to.
        self.etag: str | None = None
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._opener = build_opener(_NoRedirects)

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        headers: dict[str, str | None] | None = None,
    ) -> Any:
        asked = {name: _written(value) for name, value in (query or {}).items() if value is not None}
        address = self.root + path + ("?" + urlencode(asked, doseq=True) if asked else "")
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        sent["Accept"] = "application/json"
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data, sent["Content-Type"] = _form(body) if _has_file(body) else _json(body)
        answered = self._asked_again(Request(address, data, sent, method=method))  # noqa: S310 - see __init__
        return json.loads(answered) if answered else None

    def _asked_again(self, request: Request) -> bytes:
        for attempt in range(self.retries + 1):
            try:
                return self._answered(request)
            except Refused as refused:
                wait = _seconds(refused.retry_after, attempt)
                if not _may_be_sent_again(request, refused) or attempt == self.retries or wait > LONGEST_WAIT:
                    raise
            time.sleep(wait)
        raise AssertionError

    def _answered(self, request: Request) -> bytes:
        # As one of these asked for it: what another token sees may be another answer.
        address = f"{self.token} {request.full_url}"
        kept = self._kept.get(address) if request.get_method() == "GET" else None
        if kept:
            request.add_header("If-None-Match", kept[0])
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                self.etag, body = answer.headers.get("ETag"), answer.read()
        except HTTPError as error:
            with error:
                if error.code == 304 and kept:
                    self.etag = kept[0]
                    return kept[1]
                said = {name.lower(): value for name, value in error.headers.items()}
                raise _REFUSALS.get(error.code, Refused)(error.code, _document(error.read()), said) from None
        if self.remember and request.get_method() == "GET" and self.etag:
            self._kept[address] = (self.etag, body)
            while len(self._kept) > self.remember:
                self._kept.popitem(last=False)
        return bytes(body)

    def _rows(self, path: str, query: dict[str, Any]) -> Iterator[Any]:
        page = self._call("GET", path, query)
        yield from page["results"]
        # Of changes there is always a next page, though not yet.
        while page["next"] and page.get("has_more", True):
            parts = urlsplit(page["next"])
            page = self._call("GET", f"{parts.path}?{parts.query}")
            yield from page["results"]


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return [_written(each) for each in value] if isinstance(value, list | tuple) else value


def _json(body: Any) -> tuple[bytes, str]:
    return json.dumps(body).encode(), "application/json"


def _has_file(body: Any) -> bool:
    return isinstance(body, dict) and any(isinstance(value, File) for value in body.values())


def _form(body: dict[str, Any]) -> tuple[bytes, str]:
    """A form of several parts (RFC 7578)."""
    edge = secrets.token_hex(16)
    parts = []
    for name, value in body.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, File):
            plain = value.name.replace("\\", "%5C").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            head += f'; filename="{plain}"\r\nContent-Type: application/octet-stream'
        content = value.content if isinstance(value, File) else str(_written(value)).encode()
        parts.append(head.encode() + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def _commas(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else ",".join(value)


def _document(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {"detail": body[:200].decode(errors="replace")}
    return found if isinstance(found, dict) else {"detail": str(found)}


def _may_be_sent_again(request: Request, refused: Refused) -> bool:
    """After 429 nothing was done. After 503 nobody knows, unless it only reads or is marked so that it counts once."""
    is_once = request.has_header("Idempotency-key") or request.has_header("If-match")
    return refused.status == 429 or (refused.status == 503 and (request.get_method() == "GET" or is_once))


def _seconds(retry_after: str | None, attempt: int) -> float:
    """As long as it was said; a little longer each time where nothing was, or a date."""
    return float(retry_after) if retry_after and retry_after.isdecimal() else 2.0**attempt


def _part(value: Any) -> str:
    return quote(str(value), safe=":")


ActionDeliveryStatusEnum = Literal['not_reported', 'on_track', 'at_risk', 'late', 'complete']


AgencyKindEnum = Literal['local_authority', 'nhs', 'treatment_provider', 'partnership_board', 'voluntary', 'community_safety', 'police', 'government', 'education', 'housing', 'pcc', 'icb', 'prison', 'employment', 'probation', 'other']


AreaTypeEnum = Literal['country', 'region', 'upper_tier', 'unitary', 'district', 'ward', 'police_force', 'csp', 'icb', 'neighbour_group']


AudienceEnum = Literal['board', 'public']


BlankEnum = Literal['']


ChangeEnum = Literal['added', 'changed', 'missing', 'removed']


ChangeKindEnum = Literal['action.added', 'action.archived', 'action.brought_back', 'action.changed', 'action.postponed', 'action.superseded', 'action.took_over', 'agency.added', 'commentary.taken_back', 'commentary.written', 'decision.changed', 'decision.closed', 'decision.recorded', 'decision.reopened', 'figures.published', 'figures.taken_back', 'figures.withheld', 'light.overridden', 'light.restored', 'measure.added', 'measure.archived', 'measure.brought_back', 'measure.changed', 'meeting.cancelled', 'meeting.changed', 'meeting.planned', 'meeting.restored', 'milestone.added', 'milestone.archived', 'milestone.brought_back', 'milestone.changed', 'milestone.met', 'milestone.moved', 'neighbours.changed', 'pack.asked', 'pack.cancelled', 'pack.changed', 'pack.failed', 'pack.frozen', 'pack.made', 'pack.released', 'pack.withdrawn', 'partnership.loaded', 'partnership.published', 'partnership.removed', 'partnership.unpublished', 'plan.ordered', 'plan.part_added', 'plan.part_changed', 'plan.part_removed', 'priority.added', 'priority.changed', 'quality.checked', 'recommendation.added', 'recommendation.answered', 'recommendation.archived', 'recommendation.brought_back', 'recommendation.changed', 'recommendation.merged', 'recommendation.took_over', 'reference.loaded', 'row.added', 'row.changed', 'row.deleted', 'seat.changed', 'seat.ended', 'seat.given', 'source.changed', 'step_change.marked', 'step_change.removed', 'strategy.added', 'strategy.changed', 'strategy.superseded', 'text.redacted', 'update.approved', 'update.evidence_added', 'update.evidence_removed', 'update.no_change', 'update.put_back', 'update.removed', 'update.returned', 'update.saved', 'update.started', 'update.submitted', 'update.withdrawn']


ConfidenceEnum = Literal['confident', 'some_doubt', 'not_confident']


DecisionKindEnum = Literal['decision', 'ask']


FigureStateEnum = Literal['published', 'provisional', 'modelled', 'not_comparable', 'suppressed', 'not_available']


FrameworkMetricLevelEnum = Literal['headline', 'supporting']


ImportKindEnum = Literal['local_figures', 'progress_workbook', 'plan_workbook']


ImportStateEnum = Literal['checked', 'committed', 'unchanged', 'replaced', 'withdrawn', 'undone', 'expired']


NationalPriorityEnum = Literal['supply', 'treatment', 'demand', 'cross_cutting']


Nothing = dict[str, Any]


OutcomeEnum = Literal['waiting', 'running', 'held', 'changed', 'unchanged', 'declined', 'cancelled', 'failed']


OutcomeLevelEnum = Literal['strategic', 'intermediate']


PackStateEnum = Literal['draft', 'waiting', 'building', 'frozen', 'failed', 'cancelled']


PolarityEnum = Literal['higher_is_better', 'lower_is_better', 'not_judged']


QualifierEnum = Literal['exact', 'about', 'over', 'under', 'at_least', 'at_most']


QualityFindingKindEnum = Literal['interval', 'arithmetic', 'two_values', 'ranking', 'label', 'narrative']


ReportStateEnum = Literal['waiting', 'running', 'made', 'failed', 'cancelled']


ReportedDeliveryStatusEnum = Literal['on_track', 'at_risk', 'late', 'complete']


ResponseEnum = Literal['accepted', 'partly', 'declined']


RoleEnum = Literal['lead', 'supporting']


ScopeEnum = Literal['population', 'service', 'survey', 'context']


SourceKindEnum = Literal['document', 'fingertips_csv', 'sample', 'fingertips', 'ndtms_tables', 'ndtms_monthly', 'ndtms_viewit', 'police_street', 'police_recorded', 'nomis', 'ons_drug_poisoning', 'ons_geography', 'nearest_neighbours', 'mapped']


StrengthEnum = Literal['data', 'document', 'feedback', 'account']


UpdateStateEnum = Literal['draft', 'submitted', 'returned', 'approved', 'withdrawn']


ValueTypeEnum = Literal['proportion', 'crude_rate', 'directly_standardised_rate', 'rate', 'count', 'mean', 'ratio', 'rank', 'money', 'change']


VerdictEnum = Literal['met', 'missed', 'behind', 'on_course', 'right_way', 'wrong_way', 'no_clear_change', 'not_judged', 'not_enough_data']


WholeDocumentKindEnum = Literal['needs_assessment', 'strategy', 'reported']


Action = TypedDict('Action', {
    'id': 'str',
    'uid': 'str',
    'partnership': 'str',
    'ref': 'str',
    'title': 'str',
    'priority': 'str | None',
    'lead_agencies': 'list[str]',
    'supporting_agencies': 'list[str]',
    'recommendations': 'list[str]',
    'starts_on': 'str | None',
    'due_on': 'str | None',
    'planned_due_on': 'str | None',
    'delivery_status': 'ActionDeliveryStatusEnum',
    'confidence': 'ConfidenceEnum | BlankEnum',
    'reported_at': 'str | None',
    'milestones': 'list[Milestone]',
    'measures': 'list[Measure]',
    'document': 'int | None',
    'place': 'str',
    'note': 'str',
    'version': 'int',
    'archived_at': 'str | None',
    'archive_reason': 'str',
    'superseded_by': 'str | None',
    'agencies': NotRequired['list[AgencyOfAction]'],
    'latest_update': NotRequired['LatestUpdate | None'],
    'sample_data': 'bool',
})


ActionOfRecommendation = TypedDict('ActionOfRecommendation', {
    'id': 'str',
    'uid': 'str',
    'ref': 'str',
    'title': 'str',
    'due_on': 'str | None',
    'delivery_status': 'ActionDeliveryStatusEnum',
    'confidence': 'ConfidenceEnum | BlankEnum',
    'reported_at': 'str | None',
})


Agency = TypedDict('Agency', {
    'slug': 'str',
    'uid': 'str',
    'name': 'str',
    'short_name': 'str',
    'kind': 'AgencyKindEnum',
    'parent': 'str | None',
    'is_generic': 'bool',
    'aliases': 'list[str]',
    'partnerships': 'list[str]',
    'note': 'str',
    'sample_data': 'bool',
})


AgencyOfAction = TypedDict('AgencyOfAction', {
    'agency': 'str',
    'name': 'str',
    'role': 'RoleEnum',
})


Area = TypedDict('Area', {
    'code': 'str',
    'uid': 'str',
    'name': 'str',
    'area_type': 'AreaTypeEnum',
    'parents': 'list[str]',
    'valid_from': 'str | None',
    'valid_to': 'str | None',
    'successors': 'list[str]',
    'partnerships': 'list[str]',
    'note': 'str',
    'sample_data': 'bool',
})


AreaOfPartnership = TypedDict('AreaOfPartnership', {
    'code': 'str',
    'name': 'str',
    'area_type': 'str',
    'is_main': 'bool',
})


Change = TypedDict('Change', {
    'uid': 'str',
    'cursor': 'str',
    'kind': 'ChangeKindEnum',
    'happened_at': 'str',
    'noun': 'str',
    'thing': 'str | None',
    'address': 'str | None',
    'partnership': 'str | None',
})


Changes = TypedDict('Changes', {
    'next': 'str',
    'cursor': 'str',
    'has_more': 'bool',
    'results': 'list[Change]',
})


Commentary = TypedDict('Commentary', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'series': 'int',
    'indicator': 'str',
    'area': 'str',
    'text': 'str',
    'reads': 'str',
    'claim': 'str',
    'is_refilled': 'bool',
    'fault': 'str',
    'written_at': 'str',
    'written_by': 'str | None',
    'sample_data': 'bool',
})


CommitBody = TypedDict('CommitBody', {
    'submit': NotRequired['bool'],
    'leave_out': NotRequired['bool'],
    'overwrite': NotRequired['list[int]'],
    'remove_gone': NotRequired['bool'],
})


Decision = TypedDict('Decision', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'meeting': 'int',
    'position': 'int',
    'kind': 'DecisionKindEnum',
    'text': 'str',
    'owner': 'str | None',
    'agency': 'str | None',
    'action': 'str | None',
    'due_on': 'str | None',
    'recorded_at': 'str',
    'recorded_by': 'str | None',
    'closed_at': 'str | None',
    'closed_by': 'str | None',
    'closing_note': 'str',
    'sample_data': 'bool',
})


DecisionOfMeeting = TypedDict('DecisionOfMeeting', {
    'id': 'int',
    'uid': 'str',
    'position': 'int',
    'kind': 'DecisionKindEnum',
    'text': 'str',
    'owner': 'str | None',
    'agency': 'str | None',
    'action': 'str | None',
    'due_on': 'str | None',
    'closed_at': 'str | None',
    'closing_note': 'str',
})


DisclosureRule = TypedDict('DisclosureRule', {
    'slug': 'str',
    'name': 'str',
    'threshold': 'int',
    'rounding_base': 'int',
    'hides_count': 'bool',
    'hides_denominator': 'bool',
    'hides_value': 'bool',
    'rationale': 'str',
    'source': 'str',
})


DocumentNote = TypedDict('DocumentNote', {
    'subject': 'str',
    'text': 'str',
})


Evidence = TypedDict('Evidence', {
    'id': 'int',
    'uid': 'str',
    'title': 'str',
    'strength': 'StrengthEnum',
    'link': 'str',
    'file_name': 'str',
    'content_type': 'str',
    'size': 'int | None',
    'sha256': 'str',
    'added_at': 'str',
    'address': 'str | None',
})


EvidenceFigure = TypedDict('EvidenceFigure', {
    'position': 'int',
    'series': 'int',
    'indicator': 'str',
    'area': 'str',
    'period': 'str',
    'period_end': 'str | None',
    'value': 'float | None',
    'qualifier': 'QualifierEnum',
    'printed': 'str',
})


EvidenceRow = TypedDict('EvidenceRow', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'action': 'str',
    'update': 'int',
    'title': 'str',
    'strength': 'StrengthEnum',
    'link': 'str',
    'file_name': 'str',
    'content_type': 'str',
    'size': 'int | None',
    'sha256': 'str',
    'added_at': 'str',
    'address': 'str | None',
    'sample_data': 'bool',
})


FigureBody = TypedDict('FigureBody', {
    'indicator': 'str',
    'area': 'str',
    'period': 'str',
    'sex': NotRequired['str'],
    'age': NotRequired['str'],
    'category_type': NotRequired['str'],
    'category': NotRequired['str'],
    'value': 'float | None',
    'lower_95': NotRequired['float | None'],
    'upper_95': NotRequired['float | None'],
    'lower_998': NotRequired['float | None'],
    'upper_998': NotRequired['float | None'],
    'count': NotRequired['float | None'],
    'denominator': NotRequired['float | None'],
    'state': NotRequired['FigureStateEnum'],
    'note': NotRequired['str'],
})


FiguresBody = TypedDict('FiguresBody', {
    'partnership': 'str',
    'figures': 'list[FigureBody]',
})


FileBody = TypedDict('FileBody', {
    'title': NotRequired['str'],
    'strength': 'StrengthEnum',
    'file': 'File',
})


FileFormat = TypedDict('FileFormat', {
    'format': 'str',
    'name': 'str',
    'address': 'str',
})


Finding = TypedDict('Finding', {
    'id': 'str',
    'uid': 'str',
    'partnership': 'str',
    'ref': 'str',
    'statement': 'str',
    'priority': 'str | None',
    'document': 'int | None',
    'place': 'str',
    'sample_data': 'bool',
})


FindingFigure = TypedDict('FindingFigure', {
    'observation': 'int',
    'said': 'str',
    'indicator': 'str',
    'area': 'str',
})


FrameworkMetric = TypedDict('FrameworkMetric', {
    'code': 'str',
    'uid': 'str',
    'name': 'str',
    'level': 'FrameworkMetricLevelEnum',
    'position': 'int',
    'outcome': 'str',
    'indicators': 'list[str]',
    'definition': 'str',
    'source': 'str',
    'frequency': 'str',
    'geography': 'str',
    'access': 'str',
    'caveat': 'str',
    'is_local': 'bool',
})


Import = TypedDict('Import', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'kind': 'ImportKindEnum',
    'state': 'ImportStateEnum',
    'file_name': 'str',
    'sha256': 'str',
    'source': 'str | None',
    'agency': 'str | None',
    'refresh': 'int | None',
    'sent_at': 'str',
    'sent_by': 'str | None',
    'expires_on': 'str',
    'withdrawn_at': 'str | None',
    'committed_at': 'str | None',
    'committed_by': 'str | None',
    'counts': 'ImportCounts',
    'page': 'str | None',
    'sample_data': 'bool',
})


ImportBody = TypedDict('ImportBody', {
    'partnership': 'str',
    'kind': 'ImportKindEnum',
    'source': NotRequired['str'],
    'file': 'File',
})


ImportClash = TypedDict('ImportClash', {
    'row': 'int',
    'what': 'str',
    'detail': 'str',
})


ImportCounts = TypedDict('ImportCounts', {
    'added': 'int',
    'changed': 'int',
    'missing': 'int',
    'removed': 'int',
    'unchanged': 'int',
    'rejected': 'int',
    'clashes': 'int',
})


ImportDifference = TypedDict('ImportDifference', {
    'change': 'ChangeEnum',
    'what': 'str',
    'where': 'str',
    'column': 'str',
    'was': 'str',
    'now': 'str',
    'is_withheld': 'bool',
})


ImportFault = TypedDict('ImportFault', {
    'file': 'str',
    'row': 'int | None',
    'column': 'str',
    'value': 'str',
    'detail': 'str',
})


ImportReport = TypedDict('ImportReport', {
    'may_be_committed': 'bool',
    'because': 'list[str]',
    'counts': 'ImportCounts',
    'differences': 'list[ImportDifference]',
    'errors': 'list[ImportFault]',
    'clashes': 'list[ImportClash]',
    'notes': 'list[str]',
    'is_cut': 'bool',
})


ImportWithReport = TypedDict('ImportWithReport', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'kind': 'ImportKindEnum',
    'state': 'ImportStateEnum',
    'file_name': 'str',
    'sha256': 'str',
    'source': 'str | None',
    'agency': 'str | None',
    'refresh': 'int | None',
    'sent_at': 'str',
    'sent_by': 'str | None',
    'expires_on': 'str',
    'withdrawn_at': 'str | None',
    'committed_at': 'str | None',
    'committed_by': 'str | None',
    'counts': 'ImportCounts',
    'page': 'str | None',
    'sample_data': 'bool',
    'report': 'ImportReport',
})


Indicator = TypedDict('Indicator', {
    'code': 'str',
    'uid': 'str',
    'name': 'str',
    'definition': 'str',
    'rationale': 'str',
    'unit': 'str',
    'value_type': 'ValueTypeEnum',
    'multiplier': 'int',
    'polarity': 'PolarityEnum',
    'scope': 'ScopeEnum',
    'national_priority': 'NationalPriorityEnum | BlankEnum',
    'outcome': 'str | None',
    'framework_metric': 'str | None',
    'fingertips_id': 'int | None',
    'source_body': 'str',
    'caveats': 'str',
    'disclosure_rule': 'DisclosureRule | None',
    'retired_on': 'str | None',
    'sample_data': 'bool',
})


IntelligenceGap = TypedDict('IntelligenceGap', {
    'ref': 'str',
    'gap': 'str',
    'place': 'str',
})


KeepBody = TypedDict('KeepBody', {
    'keep_personal_data': NotRequired['list[str]'],
})


LastRefresh = TypedDict('LastRefresh', {
    'id': 'int',
    'uid': 'str',
    'outcome': 'OutcomeEnum',
    'started_at': 'str',
    'finished_at': 'str | None',
    'rows_read': 'int',
    'added': 'int',
    'changed': 'int',
    'unchanged': 'int',
    'rejected': 'int',
    'gone': 'int',
})


Latest = TypedDict('Latest', {
    'observation': 'int',
    'period': 'str',
    'period_start': 'str | None',
    'period_end': 'str | None',
    'value': 'float | None',
    'lower_95': 'float | None',
    'upper_95': 'float | None',
    'lower_998': 'float | None',
    'upper_998': 'float | None',
    'interval_is_computed': 'bool',
    'count': 'float | None',
    'denominator': 'float | None',
    'state': 'FigureStateEnum',
    'qualifier': 'QualifierEnum',
    'printed': 'str',
    'provisional': 'bool',
    'definition_version': 'str',
    'source': 'str',
    'retrieved': 'str | None',
})


LatestUpdate = TypedDict('LatestUpdate', {
    'id': 'int',
    'uid': 'str',
    'delivery_status': 'ReportedDeliveryStatusEnum | BlankEnum',
    'confidence': 'ConfidenceEnum | BlankEnum',
    'narrative': 'str',
    'next_step': 'str',
    'blocker': 'str',
    'reported_at': 'str | None',
    'reported_by': 'str | None',
    'decided_at': 'str | None',
})


Light = TypedDict('Light', {
    'id': 'str',
    'uid': 'str',
    'partnership': 'str',
    'action': 'str',
    'delivery': 'str',
    'delivery_words': 'str',
    'delivery_sentence': 'str',
    'delivery_rule': 'str',
    'delivery_age': 'str',
    'delivery_by_rule': 'str',
    'outcome': 'str',
    'outcome_words': 'str',
    'outcome_sentence': 'str',
    'outcome_rule': 'str',
    'outcome_age': 'str',
    'outcome_by_rule': 'str',
    'confidence': 'str',
    'confidence_words': 'str',
    'confidence_sentence': 'str',
    'confidence_rule': 'str',
    'confidence_age': 'str',
    'confidence_by_rule': 'str',
    'contradiction': 'str',
    'sample_data': 'bool',
})


LinkBody = TypedDict('LinkBody', {
    'title': NotRequired['str'],
    'strength': 'StrengthEnum',
    'link': 'str',
})


Measure = TypedDict('Measure', {
    'id': 'int',
    'uid': 'str',
    'series': 'int',
    'indicator': 'str',
    'area': 'str',
    'baseline': 'float | None',
    'baseline_period': 'str',
    'target': 'float | None',
    'target_on': 'str | None',
})


MeasureRow = TypedDict('MeasureRow', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'action': 'str | None',
    'recommendation': 'str | None',
    'priority': 'str | None',
    'series': 'int',
    'indicator': 'str',
    'area': 'str',
    'baseline': 'float | None',
    'baseline_period': 'str',
    'target': 'float | None',
    'target_on': 'str | None',
    'verdict': 'VerdictEnum',
    'sentence': 'str',
    'latest': NotRequired['Latest | None'],
    'sample_data': 'bool',
})


MeasureWanted = TypedDict('MeasureWanted', {
    'priority': 'str | None',
    'heading': 'str',
    'content': 'str',
    'status': 'str',
})


Meeting = TypedDict('Meeting', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'title': 'str',
    'held_on': 'str',
    'papers_due_on': 'str | None',
    'reporting_opens_on': 'str | None',
    'reporting_closes_on': 'str | None',
    'cancelled_at': 'str | None',
    'decisions': NotRequired['list[DecisionOfMeeting]'],
    'sample_data': 'bool',
})


Milestone = TypedDict('Milestone', {
    'id': 'int',
    'uid': 'str',
    'position': 'int',
    'title': 'str',
    'planned_on': 'str',
    'due_on': 'str',
    'done_on': 'str | None',
})


MilestoneRow = TypedDict('MilestoneRow', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'action': 'str',
    'position': 'int',
    'title': 'str',
    'planned_on': 'str',
    'due_on': 'str',
    'done_on': 'str | None',
    'sample_data': 'bool',
})


Neighbour = TypedDict('Neighbour', {
    'position': 'int',
    'area': 'str',
    'name': 'str',
})


NeighbourGroup = TypedDict('NeighbourGroup', {
    'id': 'str',
    'uid': 'str',
    'area': 'str',
    'name': 'str',
    'source': 'str',
    'neighbours': 'list[Neighbour]',
    'sample_data': 'bool',
})


Observation = TypedDict('Observation', {
    'id': 'int',
    'uid': 'str',
    'series': 'int',
    'indicator': 'str',
    'indicator_name': 'str',
    'unit': 'str',
    'area': 'str',
    'area_name': 'str',
    'sex': 'str',
    'age': 'str',
    'category_type': 'str',
    'category': 'str',
    'period': 'str',
    'period_start': 'str | None',
    'period_end': 'str | None',
    'value': 'float | None',
    'lower_95': 'float | None',
    'upper_95': 'float | None',
    'lower_998': 'float | None',
    'upper_998': 'float | None',
    'count': 'float | None',
    'denominator': 'float | None',
    'state': 'FigureStateEnum',
    'qualifier': 'QualifierEnum',
    'printed': 'str',
    'note': 'str',
    'place': 'str',
    'is_disputed': 'bool',
    'variant': 'int',
    'provisional': 'bool',
    'definition_version': 'str',
    'source': 'str',
    'retrieved': 'str | None',
    'sample_data': 'bool',
})


Opportunity = TypedDict('Opportunity', {
    'ref': 'str',
    'theme': 'str',
    'ideas': 'list[str]',
    'place': 'str',
})


Outcome = TypedDict('Outcome', {
    'code': 'str',
    'uid': 'str',
    'name': 'str',
    'level': 'OutcomeLevelEnum',
    'position': 'int',
})


Pack = TypedDict('Pack', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'meeting': 'int',
    'number': 'int',
    'title': 'str',
    'audience': 'AudienceEnum',
    'is_restricted': 'bool',
    'state': 'PackStateEnum',
    'fault': 'str',
    'sections': 'list[str]',
    'addendum_to': 'int | None',
    'reason': 'str',
    'made_at': 'str',
    'frozen_at': 'str | None',
    'as_at': 'str | None',
    'released_at': 'str | None',
    'sha256': 'str | None',
    'version': 'int',
    'formats': 'list[FileFormat]',
    'sample_data': 'bool',
})


PaginatedActionList = TypedDict('PaginatedActionList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Action]',
})


PaginatedAgencyList = TypedDict('PaginatedAgencyList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Agency]',
})


PaginatedAreaList = TypedDict('PaginatedAreaList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Area]',
})


PaginatedCommentaryList = TypedDict('PaginatedCommentaryList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Commentary]',
})


PaginatedDecisionList = TypedDict('PaginatedDecisionList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Decision]',
})


PaginatedEvidenceRowList = TypedDict('PaginatedEvidenceRowList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[EvidenceRow]',
})


PaginatedFindingList = TypedDict('PaginatedFindingList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Finding]',
})


PaginatedFrameworkMetricList = TypedDict('PaginatedFrameworkMetricList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[FrameworkMetric]',
})


PaginatedImportList = TypedDict('PaginatedImportList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Import]',
})


PaginatedIndicatorList = TypedDict('PaginatedIndicatorList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Indicator]',
})


PaginatedLightList = TypedDict('PaginatedLightList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Light]',
})


PaginatedMeasureRowList = TypedDict('PaginatedMeasureRowList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[MeasureRow]',
})


PaginatedMeetingList = TypedDict('PaginatedMeetingList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Meeting]',
})


PaginatedMilestoneRowList = TypedDict('PaginatedMilestoneRowList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[MilestoneRow]',
})


PaginatedNeighbourGroupList = TypedDict('PaginatedNeighbourGroupList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[NeighbourGroup]',
})


PaginatedObservationList = TypedDict('PaginatedObservationList', {
    'as_of': 'str | None',
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Observation]',
})


PaginatedOutcomeList = TypedDict('PaginatedOutcomeList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Outcome]',
})


PaginatedPackList = TypedDict('PaginatedPackList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Pack]',
})


PaginatedPartnershipList = TypedDict('PaginatedPartnershipList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Partnership]',
})


PaginatedPriorityList = TypedDict('PaginatedPriorityList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Priority]',
})


PaginatedProgressUpdateList = TypedDict('PaginatedProgressUpdateList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[ProgressUpdate]',
})


PaginatedQualityFindingList = TypedDict('PaginatedQualityFindingList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[QualityFinding]',
})


PaginatedReadingList = TypedDict('PaginatedReadingList', {
    'as_of': 'str | None',
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Reading]',
})


PaginatedRecommendationList = TypedDict('PaginatedRecommendationList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Recommendation]',
})


PaginatedRefreshChangeList = TypedDict('PaginatedRefreshChangeList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[RefreshChange]',
})


PaginatedRefreshList = TypedDict('PaginatedRefreshList', {
    'as_of': 'str | None',
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Refresh]',
})


PaginatedReportList = TypedDict('PaginatedReportList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Report]',
})


PaginatedRuleFindingList = TypedDict('PaginatedRuleFindingList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[RuleFinding]',
})


PaginatedSchemeList = TypedDict('PaginatedSchemeList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Scheme]',
})


PaginatedSeatList = TypedDict('PaginatedSeatList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Seat]',
})


PaginatedSeriesList = TypedDict('PaginatedSeriesList', {
    'as_of': 'str | None',
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Series]',
})


PaginatedSourceList = TypedDict('PaginatedSourceList', {
    'as_of': 'str | None',
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Source]',
})


PaginatedStepChangeList = TypedDict('PaginatedStepChangeList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[StepChange]',
})


PaginatedStrategyList = TypedDict('PaginatedStrategyList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[Strategy]',
})


PaginatedWholeDocumentList = TypedDict('PaginatedWholeDocumentList', {
    'count': NotRequired['int'],
    'next': 'str | None',
    'previous': 'str | None',
    'results': 'list[WholeDocument]',
})


Partnership = TypedDict('Partnership', {
    'slug': 'str',
    'uid': 'str',
    'name': 'str',
    'short_name': 'str',
    'host': 'str',
    'host_agency': 'str | None',
    'main_area': 'str | None',
    'areas': 'list[str]',
    'vision': 'str',
    'principles': 'list[Principle]',
    'note': 'str',
    'is_published': 'bool',
    'area_details': NotRequired['list[AreaOfPartnership]'],
    'seats': NotRequired['list[SeatOfPartnership]'],
    'sample_data': 'bool',
})


PatchedUpdateBody = TypedDict('PatchedUpdateBody', {
    'delivery_status': NotRequired['ReportedDeliveryStatusEnum | BlankEnum'],
    'confidence': NotRequired['ConfidenceEnum | BlankEnum'],
    'narrative': NotRequired['str'],
    'next_step': NotRequired['str'],
    'blocker': NotRequired['str'],
    'milestones': NotRequired['list[SaidOfMilestone]'],
    'figures': NotRequired['list[SaidOfMeasure]'],
})


Principle = TypedDict('Principle', {
    'position': 'int',
    'name': 'str',
    'meaning': 'str',
    'place': 'str',
})


Priority = TypedDict('Priority', {
    'id': 'str',
    'uid': 'str',
    'partnership': 'str',
    'code': 'str',
    'title': 'str',
    'strategy': 'str',
    'strategy_id': 'int',
    'national_priority': 'NationalPriorityEnum',
    'measures': 'list[Measure]',
    'place': 'str',
    'sample_data': 'bool',
})


PriorityOfStrategy = TypedDict('PriorityOfStrategy', {
    'id': 'str',
    'uid': 'str',
    'code': 'str',
    'title': 'str',
    'national_priority': 'NationalPriorityEnum',
})


Problem = TypedDict('Problem', {
    'type': 'str',
    'title': 'str',
    'status': 'int',
    'detail': 'str',
    'instance': 'str',
    'request_id': 'str',
    'errors': NotRequired['list[ProblemError]'],
    'conflicts_with': NotRequired['str'],
    'limit': NotRequired['int'],
    'asked': NotRequired['int'],
    'instead': NotRequired['str'],
})


ProblemError = TypedDict('ProblemError', {
    'parameter': NotRequired['str'],
    'pointer': NotRequired['str'],
    'detail': 'str',
    'confirm': NotRequired['str'],
})


ProgressUpdate = TypedDict('ProgressUpdate', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'action': 'str',
    'agency': 'str | None',
    'meeting': 'int | None',
    'state': 'UpdateStateEnum',
    'version': 'int',
    'delivery_status': 'ReportedDeliveryStatusEnum | BlankEnum',
    'confidence': 'ConfidenceEnum | BlankEnum',
    'narrative': 'str',
    'next_step': 'str',
    'blocker': 'str',
    'is_no_change': 'bool',
    'started_at': 'str',
    'saved_at': 'str',
    'saved_by': 'str | None',
    'reported_at': 'str | None',
    'reported_by': 'str | None',
    'decided_at': 'str | None',
    'decided_by': 'str | None',
    'moves': 'list[UpdateMove]',
    'milestones': 'list[UpdateMilestone]',
    'figures': 'list[UpdateFigure]',
    'evidence': 'list[Evidence]',
    'sample_data': 'bool',
})


QualityFinding = TypedDict('QualityFinding', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'document': 'int',
    'position': 'int',
    'kind': 'QualityFindingKindEnum',
    'description': 'str',
    'where': 'str',
    'values': 'str',
    'sample_data': 'bool',
})


Reading = TypedDict('Reading', {
    'series': 'int',
    'uid': 'str',
    'indicator': 'str',
    'indicator_name': 'str',
    'unit': 'str',
    'area': 'str',
    'area_name': 'str',
    'sex': 'str',
    'age': 'str',
    'category_type': 'str',
    'category': 'str',
    'is_headline': 'bool',
    'observation': 'int',
    'period': 'str',
    'period_start': 'str | None',
    'period_end': 'str | None',
    'value': 'float | None',
    'lower_95': 'float | None',
    'upper_95': 'float | None',
    'lower_998': 'float | None',
    'upper_998': 'float | None',
    'interval_is_computed': 'bool',
    'count': 'float | None',
    'denominator': 'float | None',
    'state': 'FigureStateEnum',
    'qualifier': 'QualifierEnum',
    'printed': 'str',
    'previous_value': 'float | None',
    'previous_period': 'str',
    'change': 'float | None',
    'previous_count': 'float | None',
    'change_count': 'float | None',
    'standing_previous': 'str',
    'trend': 'str',
    'trend_verdict': 'str',
    'trend_reason': 'str',
    'trend_points': 'int',
    'england_value': 'float | None',
    'standing_england': 'str',
    'standing_england_998': 'str',
    'region_value': 'float | None',
    'standing_region': 'str',
    'standing_region_998': 'str',
    'neighbours_value': 'float | None',
    'neighbours_basis': 'str',
    'standing_neighbours': 'str',
    'standing_neighbours_998': 'str',
    'standing_goal': 'str',
    'rank': 'int | None',
    'rank_of': 'int | None',
    'fifth': 'int | None',
    'not_compared_england': 'str',
    'not_compared_region': 'str',
    'not_compared_neighbours': 'str',
    'provisional': 'bool',
    'definition_version': 'str',
    'source': 'str',
    'retrieved': 'str | None',
    'sample_data': 'bool',
})


Recommendation = TypedDict('Recommendation', {
    'id': 'str',
    'uid': 'str',
    'partnership': 'str',
    'ref': 'str',
    'title': 'str',
    'evidence': 'str',
    'outcome': 'str | None',
    'outcome_in_source': 'str',
    'priority': 'str | None',
    'partners': 'list[str]',
    'sub_recommendations': 'list[str]',
    'actions': 'list[str]',
    'response': 'ResponseEnum | BlankEnum',
    'response_reason': 'str',
    'evidence_figures': 'list[EvidenceFigure]',
    'measures': 'list[Measure]',
    'document': 'int | None',
    'place': 'str',
    'version': 'int',
    'archived_at': 'str | None',
    'archive_reason': 'str',
    'merged_into': 'str | None',
    'action_details': NotRequired['list[ActionOfRecommendation]'],
    'sample_data': 'bool',
})


Refresh = TypedDict('Refresh', {
    'id': 'int',
    'uid': 'str',
    'source': 'str',
    'outcome': 'OutcomeEnum',
    'started_at': 'str',
    'finished_at': 'str | None',
    'sha256': 'str',
    'bytes_read': 'int',
    'rows_read': 'int',
    'added': 'int',
    'changed': 'int',
    'unchanged': 'int',
    'rejected': 'int',
    'gone': 'int',
    'sample_data': 'bool',
})


RefreshChange = TypedDict('RefreshChange', {
    'id': 'int',
    'uid': 'str',
    'refresh': 'int',
    'source': 'str',
    'indicator': 'str',
    'published_at': 'str | None',
    'added': 'int',
    'changed': 'int',
    'removed': 'int',
    'sample_data': 'bool',
})


Report = TypedDict('Report', {
    'id': 'int',
    'uid': 'str',
    'name': 'str',
    'kind': 'str',
    'kind_name': 'str',
    'saved_report': 'int | None',
    'state': 'ReportStateEnum',
    'fault': 'str',
    'is_restricted': 'bool',
    'asked_at': 'str',
    'ended_at': 'str | None',
    'as_at': 'str | None',
    'sha256': 'str | None',
    'formats': 'list[FileFormat]',
})


ReturnBody = TypedDict('ReturnBody', {
    'keep_personal_data': NotRequired['list[str]'],
    'reason': 'str',
})


ReturnOnInvestment = TypedDict('ReturnOnInvestment', {
    'group': 'str',
    'per_pound_in_treatment': 'float',
    'per_pound_in_treatment_and_recovery': 'float',
    'gross_benefit_per_person': 'float',
    'long_term_benefit_per_person': 'float',
    'components': 'list[str]',
})


RuleFinding = TypedDict('RuleFinding', {
    'id': 'int',
    'uid': 'str',
    'rule': 'str',
    'title': 'str',
    'source': 'str',
    'indicator': 'str',
    'area': 'str | None',
    'sentence': 'str',
    'figures': 'list[FindingFigure]',
    'first_found_at': 'str',
    'sample_data': 'bool',
})


SaidOfMeasure = TypedDict('SaidOfMeasure', {
    'measure': 'int',
    'period': 'str',
    'value': 'float',
    'note': NotRequired['str'],
})


SaidOfMilestone = TypedDict('SaidOfMilestone', {
    'milestone': 'int',
    'met_on': NotRequired['str | None'],
    'moved_to': NotRequired['str | None'],
    'reason': NotRequired['str'],
})


Scheme = TypedDict('Scheme', {
    'id': 'str',
    'uid': 'str',
    'partnership': 'str',
    'ref': 'str',
    'name': 'str',
    'summary': 'str',
    'priority': 'str | None',
    'agencies': 'list[str]',
    'document': 'int | None',
    'place': 'str',
    'sample_data': 'bool',
})


Seat = TypedDict('Seat', {
    'id': 'str',
    'uid': 'str',
    'partnership': 'str',
    'agency': 'str',
    'agency_name': 'str',
    'stakeholder_category': 'str | None',
    'note': 'str',
    'sample_data': 'bool',
})


SeatOfPartnership = TypedDict('SeatOfPartnership', {
    'uid': 'str',
    'agency': 'str',
    'agency_name': 'str',
    'kind': 'str',
    'note': 'str',
})


Series = TypedDict('Series', {
    'id': 'int',
    'uid': 'str',
    'indicator': 'str',
    'indicator_name': 'str',
    'unit': 'str',
    'area': 'str',
    'area_name': 'str',
    'sex': 'str',
    'age': 'str',
    'category_type': 'str',
    'category': 'str',
    'is_headline': 'bool',
    'latest': NotRequired['Latest | None'],
    'sample_data': 'bool',
})


Source = TypedDict('Source', {
    'slug': 'str',
    'uid': 'str',
    'name': 'str',
    'kind': 'SourceKindEnum',
    'rank': 'int',
    'partnership': 'str | None',
    'document': 'int | None',
    'location': 'str',
    'licence': 'str',
    'is_scheduled': 'bool',
    'last_checked_at': 'str | None',
    'last_changed_at': 'str | None',
    'last_refresh': NotRequired['LastRefresh | None'],
    'sample_data': 'bool',
})


StakeholderCategory = TypedDict('StakeholderCategory', {
    'version': 'str',
    'position': 'int',
    'name': 'str',
    'parent': 'str | None',
    'colour': 'str',
    'place': 'str',
})


StepChange = TypedDict('StepChange', {
    'id': 'int',
    'uid': 'str',
    'series': 'int',
    'indicator': 'str',
    'area': 'str',
    'starts_on': 'str',
    'reason': 'str',
    'marked_at': 'str',
    'marked_by': 'str',
    'sample_data': 'bool',
})


Strategy = TypedDict('Strategy', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'title': 'str',
    'period': 'str',
    'document': 'int | None',
    'successor': 'int | None',
    'priorities': 'list[str]',
    'version': 'int',
    'priority_details': NotRequired['list[PriorityOfStrategy]'],
    'sample_data': 'bool',
})


Theme = TypedDict('Theme', {
    'ref': 'str',
    'kind': 'str',
    'name': 'str',
    'summary': 'str',
    'place': 'str',
})


UpdateBody = TypedDict('UpdateBody', {
    'delivery_status': NotRequired['ReportedDeliveryStatusEnum | BlankEnum'],
    'confidence': NotRequired['ConfidenceEnum | BlankEnum'],
    'narrative': NotRequired['str'],
    'next_step': NotRequired['str'],
    'blocker': NotRequired['str'],
    'milestones': NotRequired['list[SaidOfMilestone]'],
    'figures': NotRequired['list[SaidOfMeasure]'],
})


UpdateFigure = TypedDict('UpdateFigure', {
    'measure': 'int',
    'series': 'int',
    'indicator': 'str',
    'area': 'str',
    'period': 'str',
    'value': 'float',
    'note': 'str',
})


UpdateMilestone = TypedDict('UpdateMilestone', {
    'milestone': 'int',
    'title': 'str',
    'met_on': 'str | None',
    'moved_to': 'str | None',
    'reason': 'str',
})


UpdateMove = TypedDict('UpdateMove', {
    'from_state': 'UpdateStateEnum | BlankEnum',
    'to_state': 'UpdateStateEnum',
    'moved_at': 'str',
    'by': 'str | None',
    'reason': 'str',
})


WholeDocument = TypedDict('WholeDocument', {
    'id': 'int',
    'uid': 'str',
    'partnership': 'str',
    'title': 'str',
    'kind': 'WholeDocumentKindEnum',
    'published': 'str',
    'published_note': 'str',
    'covers': 'str',
    'notes': 'list[DocumentNote]',
    'stakeholder_categories': 'list[StakeholderCategory]',
    'themes': 'list[Theme]',
    'opportunities': 'list[Opportunity]',
    'intelligence_gaps': 'list[IntelligenceGap]',
    'returns_on_investment': 'list[ReturnOnInvestment]',
    'measures_wanted': 'list[MeasureWanted]',
    'sample_data': 'bool',
})


class Client(_Base):
    """Each operation of the API by its name."""

    def index(self) -> dict[str, str]:
        """The addresses of all lists and of the description of this API."""
        answered: dict[str, str] = self._call('GET', f'/api/v1/', {}, None, {})
        return answered

    def actions_list(self, *, agency: Sequence[str] | None = None, archived: bool | None = None, confidence: Literal['confident', 'not_confident', 'some_doubt'] | None = None, delivery_status: Literal['at_risk', 'complete', 'late', 'not_reported', 'on_track'] | None = None, document: Sequence[int] | None = None, due_from: str | None = None, due_to: str | None = None, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None, lead_agency: Sequence[str] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, priority: str | None = None, recommendation: str | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Action]:
        """What agencies agreed to do. The people who lead or report are not named here. Its lights are a list of theirs. One that is archived is left out of the list unless it is asked for, and stays at its own address."""
        return self._rows(f'/api/v1/actions/', {'agency': agency, 'archived': archived, 'confidence': confidence, 'delivery_status': delivery_status, 'document': document, 'due_from': due_from, 'due_to': due_to, 'fields': _commas(fields), 'include': _commas(include), 'lead_agency': lead_agency, 'page_size': page_size, 'partnership': partnership, 'priority': priority, 'recommendation': recommendation, 'sort': _commas(sort)})

    def actions_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None) -> Action:
        """What agencies agreed to do. The people who lead or report are not named here. Its lights are a list of theirs. One that is archived is left out of the list unless it is asked for, and stays at its own address."""
        answered: Action = self._call('GET', f'/api/v1/actions/{_part(id)}/', {'fields': _commas(fields), 'include': _commas(include)}, None, {})
        return answered

    def actions_updates_create(self, id: str | int, body: UpdateBody | None = None, *, idempotency_key: str | None = None) -> ProgressUpdate:
        """A draft on this action, for whoever may report on it. It begins with what stands, and with what is sent. An action has one update at a time that is not decided yet: where there is one, the answer is 409 and `conflicts_with` is its address. Needs the scope write:updates. Idempotency-Key is optional."""
        answered: ProgressUpdate = self._call('POST', f'/api/v1/actions/{_part(id)}/updates/', {}, body, {'Idempotency-Key': idempotency_key})
        return answered

    def agencies_list(self, *, fields: Sequence[str] | str | None = None, kind: Literal['community_safety', 'education', 'employment', 'government', 'housing', 'icb', 'local_authority', 'nhs', 'other', 'partnership_board', 'pcc', 'police', 'prison', 'probation', 'treatment_provider', 'voluntary'] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Agency]:
        """Bodies that lead or support work. One agency can sit in several partnerships."""
        return self._rows(f'/api/v1/agencies/', {'fields': _commas(fields), 'kind': kind, 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort)})

    def agencies_retrieve(self, slug: str | int, *, fields: Sequence[str] | str | None = None) -> Agency:
        """Bodies that lead or support work. One agency can sit in several partnerships."""
        answered: Agency = self._call('GET', f'/api/v1/agencies/{_part(slug)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def areas_list(self, *, area_type: Literal['country', 'csp', 'district', 'icb', 'neighbour_group', 'police_force', 'region', 'unitary', 'upper_tier', 'ward'] | None = None, fields: Sequence[str] | str | None = None, on: str | None = None, page_size: int | None = None, parent: Sequence[str] | None = None, partnership: Sequence[str] | None = None, sample_data: bool | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Area]:
        """Places for which figures are published, under their official codes; local: and sample: begin our own."""
        return self._rows(f'/api/v1/areas/', {'area_type': area_type, 'fields': _commas(fields), 'on': on, 'page_size': page_size, 'parent': parent, 'partnership': partnership, 'sample_data': sample_data, 'sort': _commas(sort)})

    def areas_retrieve(self, code: str | int, *, fields: Sequence[str] | str | None = None) -> Area:
        """Places for which figures are published, under their official codes; local: and sample: begin our own."""
        answered: Area = self._call('GET', f'/api/v1/areas/{_part(code)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def changes_list(self, *, kind: Sequence[str] | None = None, noun: Sequence[Literal['actions', 'agencies', 'areas', 'commentaries', 'decisions', 'documents', 'findings', 'framework-metrics', 'indicators', 'measures', 'meetings', 'milestones', 'neighbour-groups', 'outcomes', 'packs', 'partnerships', 'priorities', 'progress-updates', 'recommendations', 'refreshes', 'rule-findings', 'schemes', 'seats', 'sources', 'step-changes', 'strategies']] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, since: str | None = None) -> Iterator[Change]:
        """What changed of all that one may see, in one order, to be read on from any place."""
        return self._rows(f'/api/v1/changes/', {'kind': kind, 'noun': noun, 'page_size': page_size, 'partnership': partnership, 'since': since})

    def commentaries_list(self, *, area: Sequence[str] | None = None, fields: Sequence[str] | str | None = None, indicator: Sequence[str] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, series: int | None = None, sort: Sequence[str] | str | None = None, written_from: str | None = None, written_to: str | None = None) -> Iterator[Commentary]:
        """What partnerships say of figures that their strategies are measured by, filled with the newest figures."""
        return self._rows(f'/api/v1/commentaries/', {'area': area, 'fields': _commas(fields), 'indicator': indicator, 'page_size': page_size, 'partnership': partnership, 'series': series, 'sort': _commas(sort), 'written_from': written_from, 'written_to': written_to})

    def commentaries_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Commentary:
        """What partnerships say of figures that their strategies are measured by, filled with the newest figures."""
        answered: Commentary = self._call('GET', f'/api/v1/commentaries/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def decisions_list(self, *, action: str | None = None, agency: Sequence[str] | None = None, due_from: str | None = None, due_to: str | None = None, fields: Sequence[str] | str | None = None, is_open: bool | None = None, kind: Literal['ask', 'decision'] | None = None, meeting: int | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Decision]:
        """What boards decided or asked for, carried forward from meeting to meeting until it is closed."""
        return self._rows(f'/api/v1/decisions/', {'action': action, 'agency': agency, 'due_from': due_from, 'due_to': due_to, 'fields': _commas(fields), 'is_open': is_open, 'kind': kind, 'meeting': meeting, 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort)})

    def decisions_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Decision:
        """What boards decided or asked for, carried forward from meeting to meeting until it is closed."""
        answered: Decision = self._call('GET', f'/api/v1/decisions/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def documents_list(self, *, fields: Sequence[str] | str | None = None, kind: Literal['needs_assessment', 'reported', 'strategy'] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None) -> Iterator[WholeDocument]:
        """Needs assessments and strategies, with what each says beside what has a list of its own here."""
        return self._rows(f'/api/v1/documents/', {'fields': _commas(fields), 'kind': kind, 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort)})

    def documents_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> WholeDocument:
        """Needs assessments and strategies, with what each says beside what has a list of its own here."""
        answered: WholeDocument = self._call('GET', f'/api/v1/documents/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def evidence_list(self, *, action: str | None = None, fields: Sequence[str] | str | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None, strength: Literal['account', 'data', 'document', 'feedback'] | None = None, update: int | None = None) -> Iterator[EvidenceRow]:
        """Files and links that progress updates rest on, for those who may read the update."""
        return self._rows(f'/api/v1/evidence/', {'action': action, 'fields': _commas(fields), 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort), 'strength': strength, 'update': update})

    def evidence_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> EvidenceRow:
        """Files and links that progress updates rest on, for those who may read the update."""
        answered: EvidenceRow = self._call('GET', f'/api/v1/evidence/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def evidence_destroy(self, id: str | int) -> None:
        """From an update that can still be changed. Evidence never changes, so that no If-Match is asked for. Needs the scope write:updates."""
        answered: None = self._call('DELETE', f'/api/v1/evidence/{_part(id)}/', {}, None, {})
        return answered

    def findings_list(self, *, document: Sequence[int] | None = None, fields: Sequence[str] | str | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, priority: str | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Finding]:
        """What documents found out, a sentence each."""
        return self._rows(f'/api/v1/findings/', {'document': document, 'fields': _commas(fields), 'page_size': page_size, 'partnership': partnership, 'priority': priority, 'sort': _commas(sort)})

    def findings_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Finding:
        """What documents found out, a sentence each."""
        answered: Finding = self._call('GET', f'/api/v1/findings/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def framework_metrics_list(self, *, fields: Sequence[str] | str | None = None, level: Literal['headline', 'supporting'] | None = None, outcome: Sequence[str] | None = None, page_size: int | None = None) -> Iterator[FrameworkMetric]:
        """Headline and supporting metrics of the national framework, and our indicators that serve them."""
        return self._rows(f'/api/v1/framework-metrics/', {'fields': _commas(fields), 'level': level, 'outcome': outcome, 'page_size': page_size})

    def framework_metrics_retrieve(self, code: str | int, *, fields: Sequence[str] | str | None = None) -> FrameworkMetric:
        """Headline and supporting metrics of the national framework, and our indicators that serve them."""
        answered: FrameworkMetric = self._call('GET', f'/api/v1/framework-metrics/{_part(code)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def imports_list(self, *, fields: Sequence[str] | str | None = None, kind: Literal['local_figures', 'plan_workbook', 'progress_workbook'] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sent_from: str | None = None, sent_to: str | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Import]:
        """Files that programs sent: figures, workbooks of progress updates and of the plan. Found by those who may send the like."""
        return self._rows(f'/api/v1/imports/', {'fields': _commas(fields), 'kind': kind, 'page_size': page_size, 'partnership': partnership, 'sent_from': sent_from, 'sent_to': sent_to, 'sort': _commas(sort)})

    def imports_create(self, body: ImportBody, *, idempotency_key: str | None = None) -> ImportWithReport:
        """A dry run: nothing of the plan or of the figures is written until it is committed. The answer says what would be added, changed and left out, each fault with its row, and what clashes. A file that cannot be read at all is a 422, one that is too large a 413. Needs the scope of its kind: write:figures for local_figures, write:updates for progress_workbook, write:imports for plan_workbook. Idempotency-Key is optional."""
        answered: ImportWithReport = self._call('POST', f'/api/v1/imports/', {}, body, {'Idempotency-Key': idempotency_key})
        return answered

    def imports_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> ImportWithReport:
        """With what it would change as things stand now. The ETag is what a commit names as If-Match."""
        answered: ImportWithReport = self._call('GET', f'/api/v1/imports/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def imports_commit_create(self, id: str | int, body: CommitBody | None = None, *, idempotency_key: str | None = None, if_match: str | None = None) -> ImportWithReport:
        """All of what was read, or nothing: 412 where it would change something else by now, 409 where it cannot be committed, or was already. Figures are published as those of any other run of their source. Needs the scope of its kind: write:figures for local_figures, write:updates for progress_workbook, write:imports for plan_workbook. Needs If-Match. Idempotency-Key is optional."""
        answered: ImportWithReport = self._call('POST', f'/api/v1/imports/{_part(id)}/commit/', {}, body, {'Idempotency-Key': idempotency_key, 'If-Match': if_match})
        return answered

    def imports_withdraw_create(self, id: str | int, body: Nothing | None = None, *, idempotency_key: str | None = None) -> ImportWithReport:
        """One that was not committed can be committed no more. Figures and updates that were committed are taken back as a whole while nothing rests on them, else it is a 409; so it is for a plan. Needs the scope of its kind: write:figures for local_figures, write:updates for progress_workbook, write:imports for plan_workbook. Idempotency-Key is optional."""
        answered: ImportWithReport = self._call('POST', f'/api/v1/imports/{_part(id)}/withdraw/', {}, body, {'Idempotency-Key': idempotency_key})
        return answered

    def indicators_list(self, *, fields: Sequence[str] | str | None = None, fingertips_id: int | None = None, framework_metric: Sequence[str] | None = None, national_priority: Literal['cross_cutting', 'demand', 'supply', 'treatment'] | None = None, outcome: Sequence[str] | None = None, page_size: int | None = None, sample_data: bool | None = None, scope: Literal['context', 'population', 'service', 'survey'] | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Indicator]:
        """What is measured, defined once for all partnerships."""
        return self._rows(f'/api/v1/indicators/', {'fields': _commas(fields), 'fingertips_id': fingertips_id, 'framework_metric': framework_metric, 'national_priority': national_priority, 'outcome': outcome, 'page_size': page_size, 'sample_data': sample_data, 'scope': scope, 'sort': _commas(sort)})

    def indicators_retrieve(self, code: str | int, *, fields: Sequence[str] | str | None = None) -> Indicator:
        """What is measured, defined once for all partnerships."""
        answered: Indicator = self._call('GET', f'/api/v1/indicators/{_part(code)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def lights_list(self, *, action: str | None = None, agency: Sequence[str] | None = None, fields: Sequence[str] | str | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None) -> Iterator[Light]:
        """The three lights of each action as its page shows them today: state, reason, rule and age, never blended."""
        return self._rows(f'/api/v1/lights/', {'action': action, 'agency': agency, 'fields': _commas(fields), 'page_size': page_size, 'partnership': partnership})

    def lights_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Light:
        """The three lights of each action as its page shows them today: state, reason, rule and age, never blended."""
        answered: Light = self._call('GET', f'/api/v1/lights/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def local_figures_create(self, body: FiguresBody, *, dry_run: bool | None = None, idempotency_key: str | None = None) -> ImportWithReport:
        """All of them are published, or none: a fault is a 422 whose errors point at it. They stand under a source of the partnership’s own, and an official source of the same figure goes before it. What is not sent stays. They are checked, withheld and kept like those of any other source. With dry_run=true the answer is an import that can be committed at its own address. Needs the scope write:figures. Idempotency-Key is optional."""
        answered: ImportWithReport = self._call('POST', f'/api/v1/local-figures/', {'dry_run': dry_run}, body, {'Idempotency-Key': idempotency_key})
        return answered

    def measures_list(self, *, action: str | None = None, area: Sequence[str] | None = None, fields: Sequence[str] | str | None = None, has_target: bool | None = None, include: Sequence[str] | str | None = None, indicator: Sequence[str] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, priority: str | None = None, recommendation: str | None = None, sort: Sequence[str] | str | None = None) -> Iterator[MeasureRow]:
        """What priorities, recommendations and actions are measured by: a series, a baseline, a target and its day."""
        return self._rows(f'/api/v1/measures/', {'action': action, 'area': area, 'fields': _commas(fields), 'has_target': has_target, 'include': _commas(include), 'indicator': indicator, 'page_size': page_size, 'partnership': partnership, 'priority': priority, 'recommendation': recommendation, 'sort': _commas(sort)})

    def measures_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None) -> MeasureRow:
        """What priorities, recommendations and actions are measured by: a series, a baseline, a target and its day."""
        answered: MeasureRow = self._call('GET', f'/api/v1/measures/{_part(id)}/', {'fields': _commas(fields), 'include': _commas(include)}, None, {})
        return answered

    def meetings_list(self, *, fields: Sequence[str] | str | None = None, held_from: str | None = None, held_to: str | None = None, include: Sequence[str] | str | None = None, is_cancelled: bool | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Meeting]:
        """Meetings of boards, and the window in which leads report for each."""
        return self._rows(f'/api/v1/meetings/', {'fields': _commas(fields), 'held_from': held_from, 'held_to': held_to, 'include': _commas(include), 'is_cancelled': is_cancelled, 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort)})

    def meetings_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None) -> Meeting:
        """Meetings of boards, and the window in which leads report for each."""
        answered: Meeting = self._call('GET', f'/api/v1/meetings/{_part(id)}/', {'fields': _commas(fields), 'include': _commas(include)}, None, {})
        return answered

    def milestones_list(self, *, action: str | None = None, agency: Sequence[str] | None = None, due_from: str | None = None, due_to: str | None = None, fields: Sequence[str] | str | None = None, is_done: bool | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None) -> Iterator[MilestoneRow]:
        """Dated steps of actions: the day first agreed, the day as it stands, and the day on which it was done."""
        return self._rows(f'/api/v1/milestones/', {'action': action, 'agency': agency, 'due_from': due_from, 'due_to': due_to, 'fields': _commas(fields), 'is_done': is_done, 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort)})

    def milestones_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> MilestoneRow:
        """Dated steps of actions: the day first agreed, the day as it stands, and the day on which it was done."""
        answered: MilestoneRow = self._call('GET', f'/api/v1/milestones/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def neighbour_groups_list(self, *, area: Sequence[str] | None = None, fields: Sequence[str] | str | None = None, neighbour: Sequence[str] | None = None, page_size: int | None = None) -> Iterator[NeighbourGroup]:
        """The areas most like an area, as a named source lists them: what its figures are set beside."""
        return self._rows(f'/api/v1/neighbour-groups/', {'area': area, 'fields': _commas(fields), 'neighbour': neighbour, 'page_size': page_size})

    def neighbour_groups_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> NeighbourGroup:
        """The areas most like an area, as a named source lists them: what its figures are set beside."""
        answered: NeighbourGroup = self._call('GET', f'/api/v1/neighbour-groups/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def observations_list(self, *, age: str | None = None, area: Sequence[str] | None = None, area_type: Literal['country', 'csp', 'district', 'icb', 'neighbour_group', 'police_force', 'region', 'unitary', 'upper_tier', 'ward'] | None = None, as_of: str | None = None, category: str | None = None, category_type: str | None = None, document: Sequence[int] | None = None, fields: Sequence[str] | str | None = None, from_: str | None = None, indicator: Sequence[str] | None = None, is_disputed: bool | None = None, is_headline: bool | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, period: str | None = None, series: int | None = None, sex: str | None = None, sort: Sequence[str] | str | None = None, source: Sequence[str] | None = None, state: Literal['modelled', 'not_available', 'not_comparable', 'provisional', 'published', 'suppressed'] | None = None, to: str | None = None, variant: int | None = None) -> Iterator[Observation]:
        """Single figures, oldest first within each series. Where several sources print one figure, each is a row."""
        return self._rows(f'/api/v1/observations/', {'age': age, 'area': area, 'area_type': area_type, 'as_of': as_of, 'category': category, 'category_type': category_type, 'document': document, 'fields': _commas(fields), 'from': from_, 'indicator': indicator, 'is_disputed': is_disputed, 'is_headline': is_headline, 'page_size': page_size, 'partnership': partnership, 'period': period, 'series': series, 'sex': sex, 'sort': _commas(sort), 'source': source, 'state': state, 'to': to, 'variant': variant})

    def observations_retrieve(self, id: str | int, *, as_of: str | None = None, fields: Sequence[str] | str | None = None) -> Observation:
        """Single figures, oldest first within each series. Where several sources print one figure, each is a row."""
        answered: Observation = self._call('GET', f'/api/v1/observations/{_part(id)}/', {'as_of': as_of, 'fields': _commas(fields)}, None, {})
        return answered

    def outcomes_list(self, *, fields: Sequence[str] | str | None = None, page_size: int | None = None) -> Iterator[Outcome]:
        """The six outcomes of the National Combating Drugs Outcomes Framework."""
        return self._rows(f'/api/v1/outcomes/', {'fields': _commas(fields), 'page_size': page_size})

    def outcomes_retrieve(self, code: str | int, *, fields: Sequence[str] | str | None = None) -> Outcome:
        """The six outcomes of the National Combating Drugs Outcomes Framework."""
        answered: Outcome = self._call('GET', f'/api/v1/outcomes/{_part(code)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def packs_list(self, *, audience: Literal['board', 'public'] | None = None, fields: Sequence[str] | str | None = None, held_from: str | None = None, held_to: str | None = None, meeting: int | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None, state: Literal['building', 'cancelled', 'draft', 'failed', 'frozen', 'waiting'] | None = None) -> Iterator[Pack]:
        """Board packs. Released ones are for everybody, frozen ones for members, the others for those who make them."""
        return self._rows(f'/api/v1/packs/', {'audience': audience, 'fields': _commas(fields), 'held_from': held_from, 'held_to': held_to, 'meeting': meeting, 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort), 'state': state})

    def packs_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Pack:
        """Board packs. Released ones are for everybody, frozen ones for members, the others for those who make them."""
        answered: Pack = self._call('GET', f'/api/v1/packs/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def partnerships_list(self, *, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None, page_size: int | None = None, sample_data: bool | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Partnership]:
        """The Combating Drugs Partnerships that are published here."""
        return self._rows(f'/api/v1/partnerships/', {'fields': _commas(fields), 'include': _commas(include), 'page_size': page_size, 'sample_data': sample_data, 'sort': _commas(sort)})

    def partnerships_retrieve(self, slug: str | int, *, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None) -> Partnership:
        """The Combating Drugs Partnerships that are published here."""
        answered: Partnership = self._call('GET', f'/api/v1/partnerships/{_part(slug)}/', {'fields': _commas(fields), 'include': _commas(include)}, None, {})
        return answered

    def priorities_list(self, *, fields: Sequence[str] | str | None = None, national_priority: Literal['cross_cutting', 'demand', 'supply', 'treatment'] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Priority]:
        """The priorities of each partnership's strategy, tied to the national ones."""
        return self._rows(f'/api/v1/priorities/', {'fields': _commas(fields), 'national_priority': national_priority, 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort)})

    def priorities_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Priority:
        """The priorities of each partnership's strategy, tied to the national ones."""
        answered: Priority = self._call('GET', f'/api/v1/priorities/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def progress_updates_list(self, *, action: str | None = None, agency: Sequence[str] | None = None, confidence: Literal['confident', 'not_confident', 'some_doubt'] | None = None, delivery_status: Literal['at_risk', 'complete', 'late', 'not_reported', 'on_track'] | None = None, fields: Sequence[str] | str | None = None, meeting: int | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, reported_from: str | None = None, reported_to: str | None = None, sort: Sequence[str] | str | None = None, state: Literal['approved', 'draft', 'returned', 'submitted', 'withdrawn'] | None = None) -> Iterator[ProgressUpdate]:
        """What leads said about actions. Approved ones are for all who see the action. Drafts, and what waits or was sent back or withdrawn, are for those who may report on the action or decide on it."""
        return self._rows(f'/api/v1/progress-updates/', {'action': action, 'agency': agency, 'confidence': confidence, 'delivery_status': delivery_status, 'fields': _commas(fields), 'meeting': meeting, 'page_size': page_size, 'partnership': partnership, 'reported_from': reported_from, 'reported_to': reported_to, 'sort': _commas(sort), 'state': state})

    def progress_updates_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> ProgressUpdate:
        """What leads said about actions. Approved ones are for all who see the action. Drafts, and what waits or was sent back or withdrawn, are for those who may report on the action or decide on it."""
        answered: ProgressUpdate = self._call('GET', f'/api/v1/progress-updates/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def progress_updates_partial_update(self, id: str | int, body: PatchedUpdateBody | None = None, *, if_match: str | None = None) -> ProgressUpdate:
        """What is named becomes as it is sent; what is not named stays. Of a draft, or of one that was sent back. Needs the scope write:updates and If-Match."""
        answered: ProgressUpdate = self._call('PATCH', f'/api/v1/progress-updates/{_part(id)}/', {}, body, {'If-Match': if_match})
        return answered

    def progress_updates_approve_create(self, id: str | int, body: Nothing | None = None, *, idempotency_key: str | None = None, if_match: str | None = None) -> ProgressUpdate:
        """It becomes what everybody reads, and the action follows it. Nobody approves what they sent, while there is somebody else who may. Needs the scope decide:updates and If-Match. Idempotency-Key is optional."""
        answered: ProgressUpdate = self._call('POST', f'/api/v1/progress-updates/{_part(id)}/approve/', {}, body, {'Idempotency-Key': idempotency_key, 'If-Match': if_match})
        return answered

    def progress_updates_evidence_create(self, id: str | int, body: LinkBody | FileBody, *, idempotency_key: str | None = None) -> EvidenceRow:
        """A link, or a file, which is judged by its bytes. It adds and overwrites nothing, so no If-Match is asked for. Needs the scope write:updates. Idempotency-Key is optional."""
        answered: EvidenceRow = self._call('POST', f'/api/v1/progress-updates/{_part(id)}/evidence/', {}, body, {'Idempotency-Key': idempotency_key})
        return answered

    def progress_updates_return_create(self, id: str | int, body: ReturnBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> ProgressUpdate:
        """To whoever sent it, with what has to change. Needs the scope decide:updates and If-Match. Idempotency-Key is optional."""
        answered: ProgressUpdate = self._call('POST', f'/api/v1/progress-updates/{_part(id)}/return/', {}, body, {'Idempotency-Key': idempotency_key, 'If-Match': if_match})
        return answered

    def progress_updates_submit_create(self, id: str | int, body: KeepBody | None = None, *, idempotency_key: str | None = None, if_match: str | None = None) -> ProgressUpdate:
        """To those who approve. 422 names what it lacks, and what looks like personal data. Needs the scope write:updates and If-Match. Idempotency-Key is optional."""
        answered: ProgressUpdate = self._call('POST', f'/api/v1/progress-updates/{_part(id)}/submit/', {}, body, {'Idempotency-Key': idempotency_key, 'If-Match': if_match})
        return answered

    def progress_updates_withdraw_create(self, id: str | int, body: Nothing | None = None, *, idempotency_key: str | None = None, if_match: str | None = None) -> ProgressUpdate:
        """A draft, or one that waits or was sent back. Its words are kept, and begin the next one. Needs the scope write:updates and If-Match. Idempotency-Key is optional."""
        answered: ProgressUpdate = self._call('POST', f'/api/v1/progress-updates/{_part(id)}/withdraw/', {}, body, {'Idempotency-Key': idempotency_key, 'If-Match': if_match})
        return answered

    def quality_findings_list(self, *, document: Sequence[int] | None = None, fields: Sequence[str] | str | None = None, kind: Literal['arithmetic', 'interval', 'label', 'narrative', 'ranking', 'two_values'] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None) -> Iterator[QualityFinding]:
        """Places where a document disagrees with itself; its figures are kept as printed."""
        return self._rows(f'/api/v1/quality-findings/', {'document': document, 'fields': _commas(fields), 'kind': kind, 'page_size': page_size, 'partnership': partnership})

    def quality_findings_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> QualityFinding:
        """Places where a document disagrees with itself; its figures are kept as printed."""
        answered: QualityFinding = self._call('GET', f'/api/v1/quality-findings/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def readings_list(self, *, age: str | None = None, area: Sequence[str] | None = None, area_type: Literal['country', 'csp', 'district', 'icb', 'neighbour_group', 'police_force', 'region', 'unitary', 'upper_tier', 'ward'] | None = None, as_of: str | None = None, category: str | None = None, category_type: str | None = None, document: Sequence[int] | None = None, fields: Sequence[str] | str | None = None, from_: str | None = None, indicator: Sequence[str] | None = None, is_headline: bool | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, period: str | None = None, sex: str | None = None, source: Sequence[str] | None = None, to: str | None = None) -> Iterator[Reading]:
        """What each series says now: its newest figure, change, trend, and standing against comparators and its goal. A standing is by the 95% interval; one that ends in 998 is by the 99.8% interval."""
        return self._rows(f'/api/v1/readings/', {'age': age, 'area': area, 'area_type': area_type, 'as_of': as_of, 'category': category, 'category_type': category_type, 'document': document, 'fields': _commas(fields), 'from': from_, 'indicator': indicator, 'is_headline': is_headline, 'page_size': page_size, 'partnership': partnership, 'period': period, 'sex': sex, 'source': source, 'to': to})

    def readings_retrieve(self, series: str | int, *, as_of: str | None = None, fields: Sequence[str] | str | None = None) -> Reading:
        """What each series says now: its newest figure, change, trend, and standing against comparators and its goal. A standing is by the 95% interval; one that ends in 998 is by the 99.8% interval."""
        answered: Reading = self._call('GET', f'/api/v1/readings/{_part(series)}/', {'as_of': as_of, 'fields': _commas(fields)}, None, {})
        return answered

    def recommendations_list(self, *, agency: Sequence[str] | None = None, archived: bool | None = None, document: Sequence[int] | None = None, fields: Sequence[str] | str | None = None, has_action: bool | None = None, include: Sequence[str] | str | None = None, outcome: Sequence[str] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, priority: str | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Recommendation]:
        """What the evidence suggests that a partnership should do, with the figures it rests on. One that is archived is left out of the list unless it is asked for, and stays at its own address."""
        return self._rows(f'/api/v1/recommendations/', {'agency': agency, 'archived': archived, 'document': document, 'fields': _commas(fields), 'has_action': has_action, 'include': _commas(include), 'outcome': outcome, 'page_size': page_size, 'partnership': partnership, 'priority': priority, 'sort': _commas(sort)})

    def recommendations_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None) -> Recommendation:
        """What the evidence suggests that a partnership should do, with the figures it rests on. One that is archived is left out of the list unless it is asked for, and stays at its own address."""
        answered: Recommendation = self._call('GET', f'/api/v1/recommendations/{_part(id)}/', {'fields': _commas(fields), 'include': _commas(include)}, None, {})
        return answered

    def refresh_changes_list(self, *, fields: Sequence[str] | str | None = None, indicator: Sequence[str] | None = None, page_size: int | None = None, refresh: int | None = None, source: Sequence[str] | None = None) -> Iterator[RefreshChange]:
        """What each published run did to the figures of one indicator: how many were added, changed, taken out."""
        return self._rows(f'/api/v1/refresh-changes/', {'fields': _commas(fields), 'indicator': indicator, 'page_size': page_size, 'refresh': refresh, 'source': source})

    def refresh_changes_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> RefreshChange:
        """What each published run did to the figures of one indicator: how many were added, changed, taken out."""
        answered: RefreshChange = self._call('GET', f'/api/v1/refresh-changes/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def refreshes_list(self, *, as_of: str | None = None, fields: Sequence[str] | str | None = None, outcome: Literal['cancelled', 'changed', 'declined', 'failed', 'held', 'running', 'unchanged', 'waiting'] | None = None, page_size: int | None = None, sort: Sequence[str] | str | None = None, source: Sequence[str] | None = None) -> Iterator[Refresh]:
        """Runs in which a source was read, oldest first."""
        return self._rows(f'/api/v1/refreshes/', {'as_of': as_of, 'fields': _commas(fields), 'outcome': outcome, 'page_size': page_size, 'sort': _commas(sort), 'source': source})

    def refreshes_retrieve(self, id: str | int, *, as_of: str | None = None, fields: Sequence[str] | str | None = None) -> Refresh:
        """Runs in which a source was read, oldest first."""
        answered: Refresh = self._call('GET', f'/api/v1/refreshes/{_part(id)}/', {'as_of': as_of, 'fields': _commas(fields)}, None, {})
        return answered

    def reports_list(self, *, asked_from: str | None = None, asked_to: str | None = None, fields: Sequence[str] | str | None = None, kind: Literal['action-log', 'exceptions', 'extract', 'highlight', 'scorecard'] | None = None, page_size: int | None = None, sort: Sequence[str] | str | None = None, state: Literal['cancelled', 'failed', 'made', 'running', 'waiting'] | None = None) -> Iterator[Report]:
        """Reports that were made for you. Nobody else finds them, and a visitor has none."""
        return self._rows(f'/api/v1/reports/', {'asked_from': asked_from, 'asked_to': asked_to, 'fields': _commas(fields), 'kind': kind, 'page_size': page_size, 'sort': _commas(sort), 'state': state})

    def reports_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Report:
        """Reports that were made for you. Nobody else finds them, and a visitor has none."""
        answered: Report = self._call('GET', f'/api/v1/reports/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def rule_findings_list(self, *, area: Sequence[str] | None = None, fields: Sequence[str] | str | None = None, indicator: Sequence[str] | None = None, page_size: int | None = None, rule: Literal['change-and-values', 'copied-comparator', 'count-and-denominator', 'different-wholes', 'ended-area', 'implied-population', 'implied-population-across-indicators', 'impossible-value', 'jump', 'parts-and-total', 'period-label', 'rounded-elsewhere', 'share-and-count', 'shares-of-whole', 'sums-across-indicators', 'total-outside-parts', 'two-values', 'value-outside-interval', 'wholes-across-indicators'] | None = None, source: Sequence[str] | None = None) -> Iterator[RuleFinding]:
        """Figures that break a rule of data quality, found by the rules from the figures alone."""
        return self._rows(f'/api/v1/rule-findings/', {'area': area, 'fields': _commas(fields), 'indicator': indicator, 'page_size': page_size, 'rule': rule, 'source': source})

    def rule_findings_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> RuleFinding:
        """Figures that break a rule of data quality, found by the rules from the figures alone."""
        answered: RuleFinding = self._call('GET', f'/api/v1/rule-findings/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def schemes_list(self, *, agency: Sequence[str] | None = None, document: Sequence[int] | None = None, fields: Sequence[str] | str | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, priority: str | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Scheme]:
        """Schemes already under way when a document was written."""
        return self._rows(f'/api/v1/schemes/', {'agency': agency, 'document': document, 'fields': _commas(fields), 'page_size': page_size, 'partnership': partnership, 'priority': priority, 'sort': _commas(sort)})

    def schemes_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Scheme:
        """Schemes already under way when a document was written."""
        answered: Scheme = self._call('GET', f'/api/v1/schemes/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def seats_list(self, *, agency: Sequence[str] | None = None, fields: Sequence[str] | str | None = None, kind: Literal['community_safety', 'education', 'employment', 'government', 'housing', 'icb', 'local_authority', 'nhs', 'other', 'partnership_board', 'pcc', 'police', 'prison', 'probation', 'treatment_provider', 'voluntary'] | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None) -> Iterator[Seat]:
        """Places of agencies in partnerships."""
        return self._rows(f'/api/v1/seats/', {'agency': agency, 'fields': _commas(fields), 'kind': kind, 'page_size': page_size, 'partnership': partnership})

    def seats_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> Seat:
        """Places of agencies in partnerships."""
        answered: Seat = self._call('GET', f'/api/v1/seats/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def series_list(self, *, age: str | None = None, area: Sequence[str] | None = None, area_type: Literal['country', 'csp', 'district', 'icb', 'neighbour_group', 'police_force', 'region', 'unitary', 'upper_tier', 'ward'] | None = None, as_of: str | None = None, category: str | None = None, category_type: str | None = None, document: Sequence[int] | None = None, fields: Sequence[str] | str | None = None, from_: str | None = None, include: Sequence[str] | str | None = None, indicator: Sequence[str] | None = None, is_headline: bool | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, period: str | None = None, sex: str | None = None, source: Sequence[str] | None = None, to: str | None = None) -> Iterator[Series]:
        """One indicator in one area for one group of people over time. Its figures are its observations."""
        return self._rows(f'/api/v1/series/', {'age': age, 'area': area, 'area_type': area_type, 'as_of': as_of, 'category': category, 'category_type': category_type, 'document': document, 'fields': _commas(fields), 'from': from_, 'include': _commas(include), 'indicator': indicator, 'is_headline': is_headline, 'page_size': page_size, 'partnership': partnership, 'period': period, 'sex': sex, 'source': source, 'to': to})

    def series_retrieve(self, id: str | int, *, as_of: str | None = None, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None) -> Series:
        """One indicator in one area for one group of people over time. Its figures are its observations."""
        answered: Series = self._call('GET', f'/api/v1/series/{_part(id)}/', {'as_of': as_of, 'fields': _commas(fields), 'include': _commas(include)}, None, {})
        return answered

    def sources_list(self, *, as_of: str | None = None, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None, kind: Literal['document', 'fingertips', 'fingertips_csv', 'mapped', 'ndtms_monthly', 'ndtms_tables', 'ndtms_viewit', 'nearest_neighbours', 'nomis', 'ons_drug_poisoning', 'ons_geography', 'police_recorded', 'police_street', 'sample'] | None = None, page_size: int | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Source]:
        """Where figures are read from. Where several hold one figure, the lowest rank stands."""
        return self._rows(f'/api/v1/sources/', {'as_of': as_of, 'fields': _commas(fields), 'include': _commas(include), 'kind': kind, 'page_size': page_size, 'sort': _commas(sort)})

    def sources_retrieve(self, slug: str | int, *, as_of: str | None = None, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None) -> Source:
        """Where figures are read from. Where several hold one figure, the lowest rank stands."""
        answered: Source = self._call('GET', f'/api/v1/sources/{_part(slug)}/', {'as_of': as_of, 'fields': _commas(fields), 'include': _commas(include)}, None, {})
        return answered

    def step_changes_list(self, *, area: Sequence[str] | None = None, fields: Sequence[str] | str | None = None, indicator: Sequence[str] | None = None, page_size: int | None = None, series: int | None = None, sort: Sequence[str] | str | None = None, starts_from: str | None = None, starts_to: str | None = None) -> Iterator[StepChange]:
        """Lasting changes of a process that somebody vouches for: limits of control charts are worked out anew from it."""
        return self._rows(f'/api/v1/step-changes/', {'area': area, 'fields': _commas(fields), 'indicator': indicator, 'page_size': page_size, 'series': series, 'sort': _commas(sort), 'starts_from': starts_from, 'starts_to': starts_to})

    def step_changes_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None) -> StepChange:
        """Lasting changes of a process that somebody vouches for: limits of control charts are worked out anew from it."""
        answered: StepChange = self._call('GET', f'/api/v1/step-changes/{_part(id)}/', {'fields': _commas(fields)}, None, {})
        return answered

    def strategies_list(self, *, document: Sequence[int] | None = None, fields: Sequence[str] | str | None = None, in_force: bool | None = None, include: Sequence[str] | str | None = None, page_size: int | None = None, partnership: Sequence[str] | None = None, sort: Sequence[str] | str | None = None) -> Iterator[Strategy]:
        """What partnerships set out to do. One whose place another took stays readable and names its successor."""
        return self._rows(f'/api/v1/strategies/', {'document': document, 'fields': _commas(fields), 'in_force': in_force, 'include': _commas(include), 'page_size': page_size, 'partnership': partnership, 'sort': _commas(sort)})

    def strategies_retrieve(self, id: str | int, *, fields: Sequence[str] | str | None = None, include: Sequence[str] | str | None = None) -> Strategy:
        """What partnerships set out to do. One whose place another took stays readable and names its successor."""
        answered: Strategy = self._call('GET', f'/api/v1/strategies/{_part(id)}/', {'fields': _commas(fields), 'include': _commas(include)}, None, {})
        return answered
