from django.core.management.base import BaseCommand, CommandError

from actions.operations.disclosure import check_partnership
from indicators.loading.show import show_findings
from partners.models import Partnership


class Command(BaseCommand):
    help = (
        "Lists every figure that is shown below its rule's threshold or could be had back by subtraction, documents "
        "included, and, as advice, small numbers of services that no rule binds. Ends with an error if there are any "
        "but advice. Nothing is changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("partnership", nargs="?", help="the documents of this partnership alone, by its slug")

    def handle(self, *, partnership, **options):
        chosen = None
        if partnership:
            chosen = Partnership.objects.filter(slug=partnership).first()
            if chosen is None:
                slugs = ", ".join(Partnership.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
                raise CommandError(f"There is no partnership “{partnership}”. There are: {slugs}.")
        findings = check_partnership(chosen)
        show_findings(findings, out=self.stdout)
        serious = sum(not finding.is_advice for finding in findings)
        if serious:
            raise CommandError(f"{serious} small {'number' if serious == 1 else 'numbers'} can be read.")
        self.stdout.write("No small number that a rule hides can be read.")
