"""Writes docs/openapi.json and the client in Python from the code as it stands; says what would break programs."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cdp.api_support import differ, document
from cdp.client import making


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--release",
            action="store_true",
            help="also write docs/api/released.json, the promise that later documents are measured against",
        )

    def handle(self, *, release=False, **options):
        made = document.made()
        document.write(document.NOW, made)
        making.MADE.write_text(making.source(made), encoding="utf-8")
        self.stdout.write(f"{document.NOW.name}: {len(made['paths'])} paths.")
        found = []
        if document.RELEASED.exists():
            found = differ.differences(document.read(document.RELEASED), made, on=timezone.localdate())
        for difference in found:
            self.stdout.write(str(difference))
        if any(difference.kind == differ.BREAKING for difference in found):
            raise CommandError("This would break programs. Keep what is gone, mark it as deprecated, and wait.")
        if release:
            document.write(document.RELEASED, made)
            self.stdout.write(f"{document.RELEASED.name}: released.")
