"""What is sent: the entry of the feed under its kind and time, signed so that the receiver knows it is from us."""

import json
import secrets
from base64 import b64encode

from standardwebhooks import Webhook

from cdp import sealing
from cdp.changes.entries import entry

TEST = "webhook.test"
SECRET_BYTES = 32


def new_secret():
    """As Standard Webhooks writes it; told once, kept sealed."""
    return f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def body_of(change):
    told = entry(change)
    return _written({"type": change.kind, "timestamp": told["happened_at"], "data": told})


def body_of_test(endpoint, now):
    told = {
        "partnership": endpoint.partnership.slug,
        "sentence": "Somebody pressed “Send a test”. Nothing changed.",
    }
    moment = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _written({"type": TEST, "timestamp": moment, "data": told})


def _written(message):
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def headers_of(delivery, endpoint, now):
    """Signed anew at each attempt, as receivers refuse what was signed long ago; while rotating with both secrets."""
    signatures = [
        Webhook(sealing.opened(sealed)).sign(delivery.message_id, now, delivery.body)
        for sealed in _secrets(endpoint, now)
    ]
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "combating-drugs-partnerships-webhooks/1",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _secrets(endpoint, now):
    yield endpoint.secret
    if endpoint.previous_secret and endpoint.previous_secret_until > now:
        yield endpoint.previous_secret


def id_of_test():
    return f"test_{secrets.token_hex(12)}"
