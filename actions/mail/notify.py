"""GOV.UK Notify as a mail backend, chosen by NOTIFY_API_KEY: a template with ((subject)) and ((body)) carries all.

Its API is one request with a token of our own making, so that no further package is needed. The reference is the
mail's Message-ID: before a second attempt Notify is asked whether it has taken the first.
"""

import time

import httpx
import jwt
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from actions.mail.faults import Never, NotNow

KEY_LENGTH = 36
SECONDS = 20


class EmailBackend(BaseEmailBackend):
    def send_messages(self, messages):
        with httpx.Client(base_url=settings.NOTIFY_ADDRESS, timeout=SECONDS) as client:
            for message in messages:
                _send(client, message)
        return len(messages)


def _send(client, message):
    reference = message.extra_headers.get("Message-ID", "")
    if getattr(message, "attempt", 1) > 1 and reference and _has_taken(client, reference):
        return
    for address in message.to:
        sent = {
            "email_address": address,
            "template_id": settings.NOTIFY_TEMPLATE,
            "personalisation": {"subject": message.subject, "body": message.body},
            "reference": reference,
        }
        if off := message.extra_headers.get("List-Unsubscribe", "").strip("<>"):
            sent["one_click_unsubscribe_url"] = off
        if settings.NOTIFY_REPLY_TO:
            sent["email_reply_to_id"] = settings.NOTIFY_REPLY_TO
        _ask(client, "POST", "/v2/notifications/email", json=sent)


def _has_taken(client, reference):
    answer = _ask(client, "GET", "/v2/notifications", params={"reference": reference})
    return bool(answer.get("notifications"))


def _ask(client, method, path, **options):
    try:
        answer = client.request(method, path, headers={"Authorization": f"Bearer {_token()}"}, **options)
    except httpx.TimeoutException as fault:
        raise NotNow("GOV.UK Notify did not answer in time.") from fault
    except httpx.HTTPError as fault:
        raise NotNow(f"GOV.UK Notify cannot be reached: {fault}") from fault
    if answer.is_success:
        try:
            return answer.json()
        except ValueError as fault:
            raise NotNow("GOV.UK Notify answered with something that is not JSON.") from fault
    sentence = f"GOV.UK Notify refused: {answer.status_code} {_said(answer)}"[:500]
    # 403 is a wrong key or clock and 429 a limit: of the service and not of this mail.
    is_of_this_mail = answer.status_code in {400, 404, 413, 422}
    raise (Never if is_of_this_mail else NotNow)(sentence)


def _said(answer):
    try:
        return "; ".join(f"{each['error']}: {each['message']}" for each in answer.json()["errors"])
    except (ValueError, KeyError, TypeError):
        return ""


def _token():
    """A key ends with the service's id and the secret, each 36 letters and a hyphen between them."""
    key = settings.NOTIFY_API_KEY
    service, secret = key[-2 * KEY_LENGTH - 1 : -KEY_LENGTH - 1], key[-KEY_LENGTH:]
    return jwt.encode({"iss": service, "iat": int(time.time())}, secret, algorithm="HS256")
