"""Writing what a checked workbook changes, in the caller's transaction, with an event for each record.

Strategies, recommendations and actions are written only as they were when they were read: their version tells.
"""

from django.db.models import F, Max

from actions.models import (
    Action,
    ActionAgency,
    Measure,
    Milestone,
    Priority,
    Recommendation,
    Strategy,
    SubRecommendation,
)
from actions.plan_book.book import shown
from cdp import audit, privacy
from indicators.models import Outcome
from partners.models import Agency, Seat
from partners.operations import invitations

# The others name agencies; what belongs to a record comes after it.
ORDER = (
    "agencies", "strategies", "priorities", "recommendations", "parts", "actions", "milestones", "measures", "people",
)  # fmt: skip
OWNERS = {"priority": "priorities", "recommendation": "recommendations", "action": "actions"}
# What was done to a record of a sheet, new or not; as the pages of the plan tell it.
KINDS = {
    "strategies": ("strategy.added", "strategy.changed"),
    "priorities": ("priority.added", "priority.changed"),
    "recommendations": ("recommendation.added", "recommendation.changed"),
    "parts": ("plan.part_added", "plan.part_changed"),
    "actions": ("action.added", "action.changed"),
    "milestones": ("milestone.added", "milestone.changed"),
    "measures": ("measure.added", "measure.changed"),
    "agencies": ("seat.given", "seat.changed"),
}
LINKS = {"partners", "lead_agencies", "supporting_agencies", "recommendations"}
PLAIN = {
    "parts": ("position", "text"),
    "milestones": ("position", "title", "planned_on", "due_on", "done_on"),
    "measures": ("baseline", "baseline_period", "target", "target_on"),
}


class PlanMoved(Exception):
    """Somebody changed a record since it was read."""


def write(check, *, by, reason, now):
    writer = _Writer(check, by, reason, now)
    for key in ORDER:
        writer.sheet(key)


class _Writer:
    def __init__(self, check, by, reason, now):
        self.check, self.plan, self.partnership = check, check.plan, check.plan.partnership
        self.by, self.reason, self.now = by, reason, now
        self.records = {key: {identity[0]: row for identity, row in self.plan.records[key].items()} for key in OWNED}
        self.agencies = {}

    def sheet(self, key):
        changes = [change for change in self.check.changes if change.row.sheet.key == key]
        if not changes:
            return
        if key == "priorities":
            self._step_back(changes)
        for change in changes:
            record = getattr(self, f"_{key}")(change)
            if key in self.records:
                self.records[key][change.row.identity[0]] = record
            if key != "people":  # an invitation is told by its own event
                self._tell(change, record)
        if key == "strategies":
            self._succeed(changes)

    def _tell(self, change, record):
        sheet = change.row.sheet
        said = {name: [self._said(sheet.column(name), value) for value in pair] for name, pair in change.fields.items()}
        audit.record(
            kind=KINDS[sheet.key][0 if change.is_new else 1],
            by=self.by,
            subject=record,
            partnership=self.partnership,
            changes=said,
            reason=self.reason,
            now=self.now,
        )

        # Who applies what was pointed at has decided that it stays.
        texts = change.row.public_texts
        kept = {one.token for one in privacy.look(texts, public=texts)}
        privacy.tell_of_kept(
            texts=texts,
            kept=kept,
            by=self.by,
            subject=record,
            public=texts,
            partnership=self.partnership,
            now=self.now,
        )

    def _said(self, column, value):
        value = shown(self.plan, column, value)
        return value.split("\n") if column.is_ordered or column.key in LINKS else value

    # How a record is written -----------------------------------------------------------------------------------------

    def _save(self, change, model, values):
        """A new record, or the one that stands with what is new in it."""
        if change.is_new:
            return model.objects.create(**values)
        record = self.plan.records[change.row.sheet.key][change.row.identity]
        values = {name: value for name, value in values.items() if getattr(record, name) != value}
        if any(field.name == "version" for field in model._meta.fields):
            as_read = model.objects.filter(pk=record.pk, version=record.version)
            if not as_read.update(**values, version=F("version") + 1):
                raise PlanMoved(str(record))
            record.version += 1
        elif values:
            model.objects.filter(pk=record.pk).update(**values)
        for name, value in values.items():
            setattr(record, name, value)
        return record

    def _agency(self, slug):
        if slug not in self.agencies:
            self.agencies[slug] = self.plan.agencies.by_slug.get(slug) or Agency.objects.get(slug=slug)
        return self.agencies[slug]

    def _agencies(self, change):
        now = change.row.now
        if now["agency"] in self.plan.agencies.new:
            self.agencies[now["agency"]] = Agency.objects.create(
                slug=now["agency"],
                name=self.plan.agencies.new[now["agency"]],
                short_name=now["short_name"],
                kind=now["kind"],
                is_sample=self.partnership.is_sample,
            )
            audit.record(
                kind="agency.added",
                by=self.by,
                subject=self.agencies[now["agency"]],
                partnership=self.partnership,
                reason=self.reason,
                now=self.now,
            )
        agency = self._agency(now["agency"])
        return self._save(
            change, Seat, {"partnership_id": self.partnership.pk, "agency_id": agency.pk, "note": now["note"]}
        )

    def _strategies(self, change):
        now = change.row.now
        values = {"partnership_id": self.partnership.pk, "title": now["title"], "period": now["period"]}
        return self._save(change, Strategy, values)

    def _succeed(self, changes):
        """Once all of them are there."""
        for change in changes:
            if "successor" in change.fields:
                title = change.row.now["successor"]
                strategy = self.records["strategies"][change.row.identity[0]]
                strategy.successor = self.records["strategies"][title] if title else None
                strategy.save(update_fields=["successor"])

    def _step_back(self, changes):
        """Two priorities that swap places would meet in one, which the database forbids."""
        moving = [change for change in changes if not change.is_new and {"position", "strategy"} & set(change.fields)]
        own = Priority.objects.filter(partnership=self.partnership)
        last = own.aggregate(last=Max("position"))["last"] or 0
        start = max(last, 20_000) if last < 30_000 else 10_000
        for offset, change in enumerate(moving, start=1):
            record = self.plan.records["priorities"][change.row.identity]
            own.filter(pk=record.pk).update(position=start + offset)
            record.position = start + offset

    def _priorities(self, change):
        now = change.row.now
        values = {name: now[name] for name in ("code", "title", "national_priority", "place", "position")}
        values["partnership_id"] = self.partnership.pk
        values["strategy_id"] = self.records["strategies"][now["strategy"]].pk
        return self._save(change, Priority, self._kept_as_it_reads(change, values))

    def _kept_as_it_reads(self, change, values):
        """Without texts that differ from what stands in line ends and blanks alone."""
        if change.is_new:
            return values
        own = {column.key for column in change.row.sheet.columns}
        return {name: value for name, value in values.items() if name not in own or name in change.fields}

    def _recommendations(self, change):
        now = change.row.now
        names = ("ref", "title", "evidence", "outcome_in_source", "place", "response", "response_reason", "position")
        values = {name: now[name] for name in names}
        values["partnership_id"] = self.partnership.pk
        values["outcome_id"] = self._outcome_id(now["outcome"])
        values["priority_id"] = self.records["priorities"][now["priority"]].pk if now["priority"] else None
        record = self._save(change, Recommendation, self._kept_as_it_reads(change, values))
        if "partners" in change.fields:
            record.partners.set([self._agency(slug).pk for slug in now["partners"]])
        return record

    def _outcome_id(self, name):
        if not hasattr(self, "_outcomes"):
            self._outcomes = {" ".join(n.split()): pk for n, pk in Outcome.objects.values_list("name", "pk")}
        return self._outcomes[name] if name else None

    def _parts(self, change):
        now = change.row.now
        values = {name: now[name] for name in PLAIN["parts"]}
        values["recommendation_id"] = self.records["recommendations"][now["recommendation"]].pk
        return self._save(change, SubRecommendation, self._kept_as_it_reads(change, values))

    def _actions(self, change):
        now = change.row.now
        names = ("ref", "title", "starts_on", "due_on", "planned_due_on", "place", "note", "position")
        values = {name: now[name] for name in names}
        values["partnership_id"] = self.partnership.pk
        values["priority_id"] = self.records["priorities"][now["priority"]].pk
        values = self._kept_as_it_reads(change, values)
        if "lead_officer" in change.fields:
            person = self.plan.members.get(now["lead_officer"])
            values["lead_officer_id"] = person.pk if person else None
        record = self._save(change, Action, values)
        if {"lead_agencies", "supporting_agencies"} & set(change.fields):
            self._write_agencies(record, now)
        if "recommendations" in change.fields:
            self._write_links(record, now["recommendations"])
        return record

    def _write_agencies(self, action, now):
        """In the order of the cells: those that lead, then those that support."""
        wanted = [(slug, ActionAgency.Role.LEAD) for slug in now["lead_agencies"]]
        wanted += [(slug, ActionAgency.Role.SUPPORTING) for slug in now["supporting_agencies"]]
        wanted = {self._agency(slug).pk: (role, place) for place, (slug, role) in enumerate(wanted, start=1)}
        action.action_agencies.exclude(agency__in=wanted).delete()
        for agency, (role, place) in wanted.items():
            ActionAgency.objects.update_or_create(
                action=action, agency_id=agency, defaults={"role": role, "position": place}
            )

    def _write_links(self, action, refs):
        """Links to recommendations that are archived are no part of a workbook, and stay."""
        kept = list(
            action.recommendations.through.objects.filter(action=action, recommendation__archived_at__isnull=False)
        )
        wanted = [self.records["recommendations"][ref].pk for ref in refs]
        action.recommendations.set([*wanted, *(link.recommendation_id for link in kept)])

    def _milestones(self, change):
        now = change.row.now
        values = {name: now[name] for name in PLAIN["milestones"]}
        values["action_id"] = self.records["actions"][now["action"]].pk
        return self._save(change, Milestone, self._kept_as_it_reads(change, values))

    def _measures(self, change):
        now = change.row.now
        values = {name: now[name] for name in PLAIN["measures"]}
        if change.is_new:
            owner = self.records[OWNERS[now["belongs_to"]]][now["owner"]]
            values |= {f"{now['belongs_to']}_id": owner.pk, "series_id": self.plan.series[change.row.identity[2:]]}
        return self._save(change, Measure, values)

    def _people(self, change):
        now = change.row.now
        return invitations.invite(
            email=now["email"],
            name=now["name"],
            partnership=self.partnership,
            role=now["role"],
            agency=self._agency(now["agency"]) if now["agency"] else None,
            by=self.by,
            now=self.now,
        )


OWNED = ("strategies", "priorities", "recommendations", "actions")
