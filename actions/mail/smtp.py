"""Handing a message to whatever carries it, and telling a fault that may pass from one that will not."""

import contextlib
import smtplib

from django.core.mail import get_connection

from actions.mail.faults import Never, NotNow

PERMANENT = 500


def hand_over(message):
    """Comes back once the message has been taken; NotNow or Never where it has not."""
    try:
        connection = get_connection()
        connection.open()
        try:
            connection.send_messages([message])
        finally:
            # Taken is taken: a server that is slow to say goodbye must not bring the mail a second time.
            with contextlib.suppress(Exception):
                connection.close()
    except (NotNow, Never):
        raise
    except smtplib.SMTPRecipientsRefused as fault:
        code, text = next(iter(fault.recipients.values()))
        _refused(code, text, "the address")
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as fault:
        # Of the settings and not of this mail: somebody will mend them.
        raise NotNow(f"The mail server does not let us in: {_text(fault)}") from fault
    except smtplib.SMTPResponseException as fault:
        what = "the sender" if isinstance(fault, smtplib.SMTPSenderRefused) else "the message"
        _refused(fault.smtp_code, fault.smtp_error, what)
    except (OSError, smtplib.SMTPException) as fault:
        # smtplib says of a silent server that it has hung up.
        if isinstance(fault, TimeoutError) or "timed out" in str(fault):
            raise NotNow("The mail server did not answer in time.") from fault
        raise NotNow(f"The mail server cannot be reached: {_text(fault)}") from fault
    except ValueError as fault:
        raise Never(f"The message cannot be made: {_text(fault)}") from fault


def _refused(code, text, what):
    text = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    sentence = f"The mail server refused {what}: {code} {' '.join(text.split())}"[:500]
    raise (Never if code >= PERMANENT else NotNow)(sentence)


def _text(fault):
    return " ".join(str(fault).split())[:300] or type(fault).__name__
