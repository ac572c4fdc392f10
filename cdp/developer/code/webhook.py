# A receiver that believes what is signed, and does each thing once
from standardwebhooks import Webhook, WebhookVerificationError


def receive(headers, body):  # body as the bytes that came
    try:
        message = Webhook("whsec_…").verify(body, headers)
    except WebhookVerificationError:
        return 400  # not from us, changed on the way, or older than five minutes
    if is_known(headers["webhook-id"]):
        return 204  # it came before
    remember(headers["webhook-id"], message["data"]["address"])
    return 204
