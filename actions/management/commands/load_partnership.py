from django.core.management.base import BaseCommand, CommandError

from actions.loading.package import folder_of, shipped_folders
from actions.operations.documents import load_documents
from indicators.loading.problems import LoadRefused
from indicators.loading.show import show_findings, show_problems, show_report
from indicators.operations.disclosure_check import PublishingRefused
from partners.models import Partnership


class Command(BaseCommand):
    help = "Loads a partnership's document from its folder: partnership.yaml, observations.csv, contradictions.csv."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="*", help="the folder, or the partnership.yaml within it")
        parser.add_argument("--all", action="store_true", help="the five documents that come with the program")
        parser.add_argument("--check", action="store_true", help="say what would change and write nothing")
        parser.add_argument(
            "--accept-small-numbers", default="", metavar="REASON", help="publish although small numbers are shown; why"
        )
        parser.add_argument(
            "--publish", action="store_true", help="everybody can read the partnership without signing in"
        )

    def handle(self, *, folder, check, publish, accept_small_numbers, **options):
        if bool(folder) == options["all"]:
            raise CommandError("Give one or more folders, or --all.")
        folders = shipped_folders() if options["all"] else [folder_of(path) for path in folder]
        try:
            reports = load_documents(
                folders=folders, publish=publish, check=check, accept_small_numbers=accept_small_numbers
            )
        except LoadRefused as refused:
            show_problems(refused.problems, out=self.stderr)
            raise CommandError("The files hold faults.") from refused
        except PublishingRefused as refused:
            show_findings(refused.findings, out=self.stderr)
            raise CommandError(
                "Nothing was written. Take the small numbers out, load without --publish, or say with "
                "--accept-small-numbers why everybody may read them."
            ) from refused
        for report in reports:
            show_report(report, out=self.stdout, check=check)
            show_findings(report.findings, out=self.stdout)
        if not check:
            self._say_who_sees([report.title for report in reports])

    def _say_who_sees(self, names):
        for name in Partnership.objects.filter(name__in=names, is_published=False).values_list("name", flat=True):
            self.stdout.write(
                f"{name} is loaded and not published: only its members can see it. "
                "Publish it with --publish or in the admin."
            )
