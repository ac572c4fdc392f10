from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from indicators.loading.neighbours import MOST_TAKEN
from indicators.loading.problems import LoadRefused
from indicators.loading.show import show_problems, show_report
from indicators.operations.neighbours import load_neighbours


class Command(BaseCommand):
    help = (
        "Loads a published list of nearest neighbours (CSV): the one of the Office for National Statistics, or a long "
        "one with the columns area, position and neighbour, such as those of CIPFA or the Department for Education."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the list, a CSV file")
        parser.add_argument("--name", required=True, help="as pages show it, such as “CIPFA nearest neighbours, 2020”")
        parser.add_argument("--source", required=True, help="who made the list, and where it can be found")
        parser.add_argument(
            "--area", action="append", default=[], metavar="CODE",
            help="load the neighbours of this area (again for more); otherwise of the partnerships' areas",
        )  # fmt: skip
        parser.add_argument("--take", type=int, default=15, help="how many of the nearest to take (15)")
        parser.add_argument("--check", action="store_true", help="say what would change and write nothing")

    def handle(self, *, file, name, source, area, take, check, **options):
        if not 1 <= take <= MOST_TAKEN:
            raise CommandError(f"--take is from 1 to {MOST_TAKEN}.")
        try:
            report = load_neighbours(path=Path(file), name=name, source=source, areas=area, take=take, check=check)
        except LoadRefused as refused:
            show_problems(refused.problems, out=self.stderr)
            raise CommandError("The list was not loaded.") from refused
        show_report(report, out=self.stdout, check=check)
