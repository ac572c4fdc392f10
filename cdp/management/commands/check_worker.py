"""Is a worker alive? For health checks: ends with 0 if so, else with 1 and a sentence."""

from django.core.management.base import BaseCommand, CommandError

from cdp import jobs
from cdp.jobs.watching import in_words


class Command(BaseCommand):
    help = __doc__
    # Each minute anew: what the checks would find was found when the site was started.
    requires_system_checks = []

    def handle(self, **options):
        health = jobs.health()
        worker, queue = in_words(health)
        if not health.is_alive:
            raise CommandError(f"The worker is {worker}. Jobs: {queue}.")
        self.stdout.write(f"The worker is {worker}. Jobs: {queue}.")
