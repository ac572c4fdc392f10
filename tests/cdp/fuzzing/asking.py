"""Requests made from the document by Schemathesis, sent as different callers, and what is looked for in the answers.

No request leaves anything behind: each is rolled back. What is found is collected and not raised, so that one run shows
every fault of an operation and not its first.
"""

import contextlib
import io
import json
import os
import random
import re
import traceback
import zipfile
from dataclasses import dataclass, field
from functools import cache, cached_property

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi import checks as openapi

from cdp.api_support import document
from cdp.api_support.filters import PAGING
from tests.cdp.fuzzing.figures import Figures
from tests.cdp.fuzzing.world import MARK

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
ROOT = "/api/v1/"
METHODS = ("get", "post", "patch", "put", "delete")
CHECKS = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
    openapi.missing_required_header,
    openapi.unsupported_method,
    openapi.allow_header_conformance,
]
# Zipped answers have tests of their own.
PLAIN = {"Accept-Encoding": "identity"}
# What a request that is right in itself may still be answered: it is not theirs, or not now.
REFUSALS = {401, 403, 404, 409, 412, 422}
OF = re.compile(r"\bOf: (.+)\.$")
ONE_RUN = settings(
    database=None, derandomize=True, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
# What a filter names is listed under another word.
LISTED_AS = {"lead_agency": "agencies", "supporting_agency": "agencies", "refresh": "refreshes", "series": "series"}


def labels():
    """(method, address) of each operation of the committed document, which is known before there is a database."""
    paths = document.read(document.NOW)["paths"]
    return [f"{method.upper()} {path}" for path, item in paths.items() for method in METHODS if method in item]


@cache
def schema():
    config = schemathesis.Config.from_dict(
        {
            # Who asks is said by the callers.
            "generation": {"with-security-parameters": False},
            "checks": {
                "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 415, 422, 428]},
                "negative_data_rejection": {
                    "expected-statuses": [400, 401, 403, 404, 405, 406, 409, 412, 413, 414, 415, 422, 428]
                },
            },
        }
    )
    found = schemathesis.openapi.from_dict(document.made(), config=config)
    found.app = WSGIHandler()
    return found


@contextlib.contextmanager
def kept_connection():
    """A request ends with the connection to the database, and here the next one is asked in the same transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@dataclass
class Asker:
    world: object
    figures: Figures = field(default_factory=Figures)

    def ask(self, case, caller, *, is_sound=False, is_kept=False):
        """The answer, looked through; None where there was none but an exception of ours."""
        label = case.operation.label
        self.figures.operations.add(label)
        raised = []
        listen = lambda **told: raised.append(traceback.format_exc(limit=-4))  # noqa: E731, a receiver of one line
        got_request_exception.connect(listen)
        try:
            with transaction.atomic(), kept_connection():
                response = case.call(headers=PLAIN | caller.headers, cookies=dict(caller.cookies))
                transaction.set_rollback(not is_kept)
        except Exception:  # noqa: BLE001, whatever it is, it is a fault that is told with all others
            self._failed(case, caller, "raised", traceback.format_exc(limit=-6))
            return None
        finally:
            got_request_exception.disconnect(listen)
        self.figures.answers[caller.name, response.status_code] += 1
        for error in raised:
            self._failed(case, caller, "fault of ours", error)
        self._look(case, caller, response, is_sound=is_sound)
        return response

    def _look(self, case, caller, response, *, is_sound):
        left_out = {openapi.negative_data_rejection} if is_sound else set()
        self.check(case, caller, response, [check for check in CHECKS if check not in left_out])
        if is_sound and response.status_code >= 400 and response.status_code not in REFUSALS | _of_body(response):
            self._failed(case, caller, "a sound request is refused", text_of(response)[:600], response)
        if not caller.sees_foreign:
            self.figures.checks["no leak"] += 1
            shown = f"{text_of(response)} {dict(response.headers)}"
            if (place := shown.find(MARK)) >= 0:
                self._failed(case, caller, "a leak", shown[max(0, place - 300) : place + 100], response)
        if "x-request-id" not in response.headers:
            self._failed(case, caller, "no request id", "", response)

    def check(self, case, caller, response, checks, **options):
        """Checks of Schemathesis."""
        self.figures.checks["of the document"] += len(checks)
        try:
            case.validate_response(response, checks=checks, headers=caller.headers, **options)
        except (FailureGroup, Failure) as found:
            for failure in getattr(found, "exceptions", [found]):
                self._failed(case, caller, failure.title, failure.message, response)

    def told(self):
        """What was wrong, in words; empty where nothing was."""
        return "\n\n".join(self.figures.failures.values())

    def is_refused(self, case, caller, response):
        """For what only others may see: as if it were not there, or before anything was looked for."""
        if response is not None and response.status_code not in (400, 401, 403, 404, 405, 406, 415):
            self._failed(case, caller, "a foreign thing is found", text_of(response)[:300], response)

    def _failed(self, case, caller, title, message, response=None):
        status = response.status_code if response is not None else ""
        key = (case.operation.label, title, status, re.sub(r"\d+", "0", message)[:160])
        if key not in self.figures.failures:
            body = f"\n{text_of(response)[:500]}" if response is not None else ""
            request = f"{case.method} {case.formatted_path} ? {dict(case.query or {})} {dict(case.headers or {})}"
            sent = f"{request} {str(case.body)[:300]} as {caller.name}"
            self.figures.failures[key] = f"{title} ({status})\n{message[:1500]}\n{sent}{body}"


def _of_body(response):
    """400 where each fault of a body is pointed at: rules between members stand in no schema."""
    if response.status_code != 400:
        return set()
    errors = json.loads(response.content).get("errors", ())
    return {400} if errors and all("pointer" in each for each in errors) else set()


def text_of(response):
    """What can be read in it, also within a workbook."""
    body = response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return body.decode(errors="replace")


class Operation:
    """Requests of one operation."""

    def __init__(self, label, world):
        self.label, self.world = label, world
        self.operation = schema().find_operation_by_label(label)
        assert self.operation is not None, f"{label} is in docs/openapi.json, and not in the document of the code"

    @cached_property
    def noun(self):
        parts = self.operation.path.removeprefix(ROOT).strip("/").split("/")
        return parts[0] if parts != [""] else ""

    @cached_property
    def key(self):
        """The parameter of its address; empty where there is none."""
        found = re.search(r"{(\w+)}", self.operation.path)
        return found[1] if found else ""

    def systematic(self, most):
        """Each value at the edge of what is allowed, each kind of what is not; spread evenly where there are many."""
        cases = list(
            schema().iter_coverage_cases(
                self.operation,
                generation_modes=list(GenerationMode),
                generation_config=schema().config.generation_for(operation=self.operation, phase="coverage"),
            )
        )
        step = max(1, len(cases) / most)
        return [cases[int(number * step)] for number in range(min(most, len(cases)))]

    def drawn(self, mode, number):
        found = []

        @settings(ONE_RUN, max_examples=number)
        @given(self.operation.as_strategy(generation_mode=mode))
        def draw(case):
            found.append(case)

        draw()
        return found[:number]

    def of(self, ids, case, number):
        """The same request of something that there is, where its address names something at all."""
        if self.key and (there := ids.get(self.noun)):
            case.path_parameters = {self.key: str(there[number % len(there)])}
        return case

    def settled(self, case):
        """With values that occur in the place of words that no document can know, so that it may be answered."""
        pick = random.Random(str(case.query))
        known = self.world.values
        query = {}
        for name, value in dict(case.query or {}).items():
            schema_of = self._schemas.get(name)
            if schema_of is None:
                continue
            if name == "as_of":
                query[name] = timezone.localdate().isoformat()
            elif schema_of.keys() & {"enum", "format"} or schema_of.get("type") == "boolean" or name == "page_size":
                query[name] = value
            elif values := known.get((self.noun, name)) or self._listed(name):
                query[name] = pick.choice(values)
        if query.get("format", "json") != "json":
            # A file has no pages.
            query = {name: value for name, value in query.items() if name not in PAGING}
        if {"from", "to"} <= query.keys():
            query["from"], query["to"] = sorted((query["from"], query["to"]))
        case.query = query
        return case

    @cached_property
    def _schemas(self):
        return {each.name: each.definition.get("schema", {}) for each in self.operation.query}

    def _listed(self, name):
        """Of fields=, include= and sort= what the description lists; of filters the ids of what they name."""
        parameter = next(each for each in self.operation.query if each.name == name)
        if found := OF.search(parameter.definition.get("description", "")):
            return found[1].split(", ")
        noun = LISTED_AS.get(name) or next((noun for noun in self.world.open if noun.startswith(name[:-1])), "")
        return [value for value in self.world.open.get(noun, ()) if not re.fullmatch(r"[a-z]{3}_\w{13}", str(value))]

    def if_match(self, case):
        """The newest version of a thing that is to be changed."""
        if "If-Match" in {each.name for each in self.operation.headers}:
            case.headers = {**(case.headers or {}), "If-Match": "*"}
        return case
