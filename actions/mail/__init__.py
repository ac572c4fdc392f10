"""What is sent by email: a row first, in the transaction of its cause; then a job that sends it and marks it as sent.

    from actions import mail
    mail.write(kind=MailKind.RETURNED, key=f"update:{update.pk}", person=person, partnership=partnership,
               subject="...", text="...", why="You sent this update.")

rules.py       who is reminded of what, and when: pure
reminders.py   the rules, asked each night of what is owed
letters.py     the words of each mail, and the message that leaves the building
sending.py     the job: tried again while the mail server is not to be had, marked as failed in the end
links.py       the link that opens the short form of one action
switches.py    who does not want what
"""

from actions.mail.writing import write

__all__ = ["write"]
