"""A real mail server on this machine: it takes mails, refuses them, is slow, or hangs up, as a test tells it to."""

import contextlib
import socketserver
import threading
import time
from email import message_from_bytes, policy


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.connections = [], 0
        # What it answers to a command instead of "250 ok", such as {"RCPT": "550 no such mailbox"}.
        self.answers = {}
        # How long it waits before it answers a command, such as {"QUIT": 5}.
        self.pauses = {}
        # A command after which it hangs up without an answer; the message of a DATA has been taken by then.
        self.hangs_up_at = ""

    @property
    def port(self):
        return self.server_address[1]

    @property
    def messages(self):
        return [message_from_bytes(each, policy=policy.default) for each in self.taken]

    def point(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", self.port, 1


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        with contextlib.suppress(OSError):
            self._say("220 ready", "CONNECT") and self._talk()

    def _talk(self):
        while line := self.rfile.readline():
            command = line.split()[0].decode().upper() if line.split() else ""
            if command == "DATA":
                if self._say("354 go on", "DATA") and self.server.answers.get("DATA") is None:
                    self.server.taken.append(self._message())
                    if not self._say("250 taken", "TAKEN"):
                        return
            elif not self._say("221 bye" if command == "QUIT" else "250 ok", command) or command == "QUIT":
                return

    def _message(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, usual, command):
        """Whether the talk goes on."""
        time.sleep(self.server.pauses.get(command, 0))
        if command == self.server.hangs_up_at:
            return False
        self.wfile.write(f"{self.server.answers.get(command, usual)}\r\n".encode())
        return True


@contextlib.contextmanager
def smtp_served():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
