"""Stands in for a receiver of webhooks, and for the job that sends to it."""

import contextlib
import json

from cdp import audit
from cdp.changes.webhooks import delivering, sending

URL = "http://127.0.0.1:9/hook"
TAKEN = sending.Outcome(204)
BUSY = sending.Outcome(500, "It answered 500.")


class Claim:
    """Of a job that is ours for as long as we like."""

    def check(self):
        pass

    hold = check


class Receiver:
    """Stands in for the network: what it was sent, and what it answers."""

    def __init__(self, *answers):
        self.answers, self.got = list(answers), []

    def __call__(self, url, headers, body):
        self.got.append((url, headers, body))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def kinds(self):
        return [json.loads(body)["type"] for _, _, body in self.got]


class Enough(Exception):
    """The job would wait now."""


def stop(seconds):
    raise Enough


def deliver(endpoint, *answers, sleep=stop):
    receiver = Receiver(*(answers or [TAKEN]))
    with contextlib.suppress(Enough):
        delivering.deliver(Claim(), endpoint.pk, send=receiver, sleep=sleep)
    return receiver


def change(action, times=1):
    for _ in range(times):
        audit.record(kind="action.changed", subject=action)


def states(endpoint):
    return list(endpoint.deliveries.order_by("pk").values_list("state", "attempts", "last_status"))
