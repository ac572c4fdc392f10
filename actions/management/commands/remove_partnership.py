from django.core.management.base import BaseCommand, CommandError

from actions.operations.documents import RemovalRefused, remove_partnership
from partners.models import Partnership


class Command(BaseCommand):
    help = "Removes a partnership with its documents and their figures; agencies, areas and indicators stay."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the partnership's address, such as medway")
        parser.add_argument("--yes", action="store_true", help="remove it; without this nothing is written")

    def handle(self, *, slug, yes, **options):
        partnership = Partnership.objects.filter(slug=slug).first()
        if partnership is None:
            known = ", ".join(Partnership.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no partnership “{slug}”. There are: {known}.")
        name = partnership.name
        try:
            gone = remove_partnership(partnership=partnership, check=not yes)
        except RemovalRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{name}: {'removed' if yes else 'what would be removed'}")
        for model, count in gone.items():
            if not model._meta.auto_created:
                self.stdout.write(f"{count:>8,}  {model._meta.verbose_name_plural}")
        if not yes:
            self.stdout.write("Nothing was written. Add --yes to remove it.")
