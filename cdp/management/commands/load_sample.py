import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cdp.sample import build, figures_files, people

SEED = 2024


class Command(BaseCommand):
    help = (
        "Make Exampleshire, a partnership that does not exist, with figures, a strategy and a year of progress. Where "
        "it is there already nothing that people entered is changed: only its people can sign in again and the file "
        "that says how is rewritten. Refused in production. With --next-release nothing is loaded: the file of made-up "
        "figures is rewritten as its next release would be (one more period of three indicators, one figure "
        "revised), so that “Refresh now” on /data/ finds something. Run it again and nothing more changes."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=SEED, help=f"Which figures are drawn; {SEED} as a rule.")
        parser.add_argument(
            "--today", type=datetime.date.fromisoformat, help="The day from which all dates count, as 2026-11-22."
        )
        parser.add_argument("--people-file", type=Path, help="Where to write who can sign in, and with what.")
        parser.add_argument("--next-release", action="store_true", help="Rewrite the figures' file; see above.")

    def handle(self, *, seed, today, people_file, next_release, **options):
        try:
            if next_release:
                self._say(f"The next release is in {build.release_next()}. Refresh its source to load it.")
                return
            path = people_file or people.default_file()
            loaded = build.load_sample(seed=seed, today=today or timezone.localdate(), people_file=path)
        except (
            build.SampleNotAllowed,
            build.SampleNotLoaded,
            figures_files.ReferenceMissing,
            figures_files.SampleNotReadable,
        ) as error:
            raise CommandError(str(error)) from error
        if loaded.is_new:
            self._say(f"Exampleshire is loaded with {loaded.figures:,} made-up figures.")
        else:
            self._say("Exampleshire is there already; nothing that people entered was changed.")
        self._say(f"Who can sign in, and how: {path}")

    def _say(self, sentence):
        self.stdout.write(sentence)
