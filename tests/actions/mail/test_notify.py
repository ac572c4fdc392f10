"""GOV.UK Notify, as it answers: a local server that judges what it is sent."""

import json

import jwt
import pytest

from actions import mail
from actions.models import MailKind
from cdp import jobs
from cdp.models import Job
from tests.served import Answer, served

pytestmark = pytest.mark.django_db

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "4f46df42-f795-4cc4-83bb-65ca312f49cc"


class Notify:
    """Its answers as documented; `fault` is (status, error, message) to be given instead."""

    def __init__(self):
        self.taken, self.asked, self.fault = [], [], None

    def __call__(self, asked):
        self.asked.append(asked.method)
        if asked.method == "GET":
            found = [each for each in self.taken if each["reference"] == asked.query["reference"]]
            return answer(200, {"notifications": found, "links": {}})
        body = json.loads(asked.body)
        if fault := self.fault or self.refusal(asked, body):
            status, error, message = fault
            return answer(status, {"status_code": status, "errors": [{"error": error, "message": message}]})
        self.taken.append(body)
        return answer(201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": body["reference"]})

    def refusal(self, asked, body):
        try:
            claims = jwt.decode(asked.headers["authorization"].removeprefix("Bearer "), SECRET, algorithms=["HS256"])
        except jwt.PyJWTError:
            return 403, "AuthError", "Invalid token: signature, api token not found"
        if claims["iss"] != SERVICE:
            return 403, "AuthError", "Invalid token: service not found"
        if body["template_id"] != TEMPLATE or set(body["personalisation"]) != {"subject", "body"}:
            return 400, "BadRequestError", "Missing personalisation"
        return None


def answer(status, body):
    return Answer(json.dumps(body).encode(), status=status, content_type="application/json")


@pytest.fixture
def notify(settings):
    service = Notify()
    with served(service) as address:
        settings.EMAIL_BACKEND = "actions.mail.notify.EmailBackend"
        settings.NOTIFY_ADDRESS = str(address)
        settings.NOTIFY_API_KEY = f"live-{SERVICE}-{SECRET}"
        settings.NOTIFY_TEMPLATE = TEMPLATE
        yield service


def sent(person, kind=MailKind.REMINDER):
    written = mail.write(kind=kind, key="a", person=person, subject="Due", text="An update is due.", why="it is yours.")
    job = Job.objects.get(key=f"mail:{written.pk}")
    return written, again(written, job)


def again(written, job):
    job = jobs.run_here(job)
    written.refresh_from_db()
    return job


def test_a_mail_goes_out_through_the_template_with_its_id_as_reference(notify, lead_officer):
    written, _ = sent(lead_officer)

    [message] = notify.taken
    assert written.state == "sent"
    assert (message["email_address"], message["personalisation"]["subject"]) == ("officer@example.org", "Due")
    assert message["personalisation"]["body"].startswith(
        "An update is due.\n\n-- \nYou get this email because it is yours."
    )
    assert message["reference"].startswith(f"<mail-{written.pk}-")
    assert message["one_click_unsubscribe_url"].startswith("http://localhost:8000/mail/off/")


def test_a_second_attempt_asks_first_whether_the_first_was_taken(notify, lead_officer):
    written, _ = sent(lead_officer)
    type(written).objects.update(state="waiting", sent_at=None)

    again(written, jobs.ask(kind="send_mail", key=f"mail:{written.pk}", payload={"mail": written.pk}))

    assert (written.state, len(notify.taken), notify.asked) == ("sent", 1, ["POST", "GET"])


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ((400, "ValidationError", "email_address is not valid"), "failed"),
        ((403, "AuthError", "Invalid token: API key not found"), "waiting"),
        ((429, "RateLimitError", "Exceeded rate limit for key type LIVE"), "waiting"),
        ((500, "Exception", "Internal server error"), "waiting"),
    ],
)
def test_what_it_refuses_is_said_in_its_words(notify, lead_officer, fault, state):
    notify.fault = fault

    written, _ = sent(lead_officer)

    assert (written.state, written.error) == (state, f"GOV.UK Notify refused: {fault[0]} {fault[1]}: {fault[2]}")


def test_a_wrong_key_is_waited_for(notify, lead_officer, settings):
    settings.NOTIFY_API_KEY = f"live-{SERVICE}-{SERVICE}"

    written, job = sent(lead_officer)

    assert (written.state, job.state) == ("waiting", "waiting")
    assert "403 AuthError" in written.error


def test_a_service_that_is_down_is_waited_for(notify, lead_officer, settings):
    settings.NOTIFY_ADDRESS = "http://127.0.0.1:9"

    written, _ = sent(lead_officer)

    assert written.state == "waiting"
    assert written.error.startswith("GOV.UK Notify cannot be reached")
