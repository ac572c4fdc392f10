from django.core.management.base import BaseCommand, CommandError

from indicators.loading.problems import LoadRefused
from indicators.loading.show import show_problems, show_report
from indicators.operations.reference import load_reference
from indicators.operations.shipped_sources import load_sources


class Command(BaseCommand):
    help = "Makes areas, the national framework, indicators and agencies say what the reference files say."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="say what would change and write nothing")

    def handle(self, *, check, **options):
        try:
            report = load_reference(check=check)
        except LoadRefused as refused:
            show_problems(refused.problems, out=self.stderr)
            raise CommandError("The reference files hold faults.") from refused
        show_report(report, out=self.stdout, check=check)
        if not check:
            added, changed = load_sources()
            if added or changed:
                self.stdout.write(f"Sources: {added} added, {changed} changed.")
