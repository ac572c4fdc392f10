"""What the cells of a row must be together: a rule a sheet, each giving (column, sentence) of what is wrong.

They say before the change what the database would refuse, in the words of the sheet.
"""

from partners.roles import ROLES_OF_AN_AGENCY

BEFORE = "An action cannot be due before it starts"


def strategies(row, plan):
    if row.now["successor"] and row.now["successor"] == row.now["title"]:
        yield "successor", "A strategy cannot take its own place."


def recommendations(row, plan):
    if row.identity[0] in plan.archived["recommendations"]:
        yield "ref", f"The recommendation {row.identity[0]} is archived. Give this one another reference."
    if row.now["response"] == "declined" and not row.now["response_reason"]:
        yield "response_reason", "Say why the recommendation is declined."


def actions(row, plan):
    now = row.now
    if row.identity[0] in plan.archived["actions"]:
        yield "ref", f"The action {row.identity[0]} is archived. Give this one another reference."
    if now["starts_on"] and now["due_on"] and now["starts_on"] > now["due_on"]:
        yield "due_on", f"{BEFORE}: it starts on {now['starts_on']:%d/%m/%Y} and is due on {now['due_on']:%d/%m/%Y}."
    if both := set(now["lead_agencies"]) & set(now["supporting_agencies"]):
        names = ", ".join(sorted(plan.agencies.label(slug) for slug in both))
        yield "supporting_agencies", f"{names} leads this action already. Name each agency once."


def milestones(row, plan):
    if (title := plan.archived["milestones"].get(row.identity)) is not None:
        if title == row.now["title"]:
            yield "title", "This milestone is archived. Bring it back on the page of its action, or leave this row out."
        else:
            yield "position", f"The archived milestone “{title}” has this place. Give this one another."
    if not (row.now["planned_on"] or row.now["due_on"]):
        yield "due_on", "Say when the milestone is due."
    if not row.is_new and row.now["done_on"] != row.was["done_on"]:
        yield "done_on", "That a milestone is met is reported in a progress update, and approved. Leave this as it was."


def measures(row, plan):
    now = row.now
    if row.identity in plan.archived["measures"]:
        kept = f"on the page of the {now['belongs_to']} {now['owner']}"
        yield "indicator", f"This measure is archived. Bring it back {kept}, or leave this row out."
    if (now["target"] is None) != (now["target_on"] is None):
        yield (
            ("target_on", "A target needs the date by which it is to be met.")
            if now["target_on"] is None
            else ("target", "This date needs the target that is to be met by it.")
        )
    if (now["baseline"] is None) != (not now["baseline_period"]):
        yield (
            ("baseline_period", "A baseline needs its period, such as 2023/24.")
            if not now["baseline_period"]
            else ("baseline", "This period needs its figure.")
        )
    if now["category"] and not now["category_type"]:
        yield "category_type", "A category needs its type."


def agencies(row, plan):
    known = plan.agencies.by_slug.get(row.now["agency"])
    if known is None:
        if row.now["agency"] in plan.agencies.new and not row.now["kind"]:
            yield "kind", "Say of what kind the new agency is."
        return
    for key in ("kind", "short_name"):
        if row.values.get(key) and row.values[key] != getattr(known, key):
            theirs = known.get_kind_display() if key == "kind" else known.short_name or "none"
            heading = row.sheet.column(key).heading.lower()
            yield key, f"All partnerships share this agency, and its {heading} is {theirs}. Leave it so."


def people(row, plan):
    now = row.now
    if now["role"] in ROLES_OF_AN_AGENCY and not now["agency"]:
        yield "agency", "This role acts for an agency. Name the agency."
    if row.is_new and not plan.may_invite:
        yield "email", "You may not invite people to this partnership. Ask its lead, or leave this row out."


RULES = {
    "strategies": strategies,
    "recommendations": recommendations,
    "actions": actions,
    "milestones": milestones,
    "measures": measures,
    "agencies": agencies,
    "people": people,
}
