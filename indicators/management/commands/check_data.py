import csv

from django.core.management.base import BaseCommand, CommandError

from indicators.models import RuleFinding, Source
from indicators.operations.quality import check_figures
from indicators.rules.quality import BY_ID, RULES

CSV_COLUMNS = ("rule", "source", "indicator", "area", "sentence", "figures", "first_found_at")


class Command(BaseCommand):
    help = (
        "Checks the loaded figures by the rules of data quality and lists what breaks them. "
        "Findings are no error: the exit code is 0 with findings too, and 1 only where the check itself could not run."
    )

    def add_arguments(self, parser):
        parser.add_argument("--source", default="", help="only this source's figures; its slug")
        parser.add_argument("--format", choices=["text", "csv"], default="text", help="how the findings are listed")

    def handle(self, *, source, **options):
        source_ids = None
        if source:
            source_ids = list(Source.objects.filter(slug=source).values_list("pk", flat=True))
            if not source_ids:
                known = ", ".join(Source.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
                raise CommandError(f"There is no source “{source}”. Known sources: {known}.")
        report = check_figures(source_ids=source_ids)
        findings = RuleFinding.objects.select_related("source", "indicator", "area")
        if source_ids is not None:
            findings = findings.filter(source__in=source_ids)
        findings = findings.order_by("source__slug", "indicator__name", "key")
        if options["format"] == "csv":
            self._as_csv(findings)
        else:
            self._as_text(findings, report)

    def _as_csv(self, findings):
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(CSV_COLUMNS)
        for one in findings.iterator():
            said = "; ".join(figure["said"] for figure in one.figures)
            area = one.area.code if one.area else ""
            writer.writerow(
                [
                    one.rule,
                    one.source.slug,
                    one.indicator.code,
                    area,
                    one.sentence,
                    said,
                    one.first_found_at.isoformat(),
                ]
            )

    def _as_text(self, findings, report):
        by_rule = {}
        for one in findings:
            by_rule.setdefault(one.rule, []).append(one)
        for rule in RULES:
            found = by_rule.get(rule.id, [])
            if found:
                self.stdout.write(f"\n{rule.title} ({len(found)}). {rule.meaning}")
            for one in found:
                place = f"{one.indicator.name}, {one.area.name}" if one.area else one.indicator.name
                self.stdout.write(f"  {one.source.name}: {place}. {one.sentence}")
        counts = f"{report.total:,} findings, {report.new:,} new, {report.gone:,} gone"
        self.stdout.write(f"\n{report.figures:,} figures checked: {counts}.")
        for rule, number in report.left_out.items():
            self.stdout.write(f"{BY_ID[rule].title}: {number:,} more of the same indicator are not listed.")
