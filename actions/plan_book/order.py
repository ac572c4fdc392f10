"""What rows of a workbook must be among each other and what stands: in their places, and one strategy after another."""

# Rows that a document has no more stand from here on.
AFTER_THE_REST = 10_000


def put_in_order(brought):
    for key in ("priorities", "recommendations", "actions"):
        _place(brought, key)
    _keep_places_apart(brought)
    _refuse_circles(brought)


def _place(brought, key):
    """Rows that say no place come after those that have one."""
    rows = brought.of(key)
    touched = {row.identity for row in rows}
    used = {values["position"] for identity, values in brought.plan.rows[key].items() if identity not in touched}
    used |= {row.now["position"] for row in rows if row.now["position"] is not None}
    last = max((position for position in used if position < AFTER_THE_REST), default=0)
    for row in rows:
        if row.now["position"] is None:
            last += 1
            row.now["position"] = last


def _keep_places_apart(brought):
    """No two priorities of a strategy have one place, since the database allows none."""
    rows = brought.of("priorities")
    touched = {row.identity for row in rows}
    standing = [values for identity, values in brought.plan.rows["priorities"].items() if identity not in touched]
    taken = {(values["strategy"], values["position"]): values["code"] for values in standing}
    for row in rows:
        place = row.now["strategy"], row.now["position"]
        if place in taken:
            row.fault("position", f"The priority {taken[place]} has this place already.")
        taken[place] = row.now["code"]


def _refuse_circles(brought):
    after = {identity[0]: values["successor"] for identity, values in brought.plan.rows["strategies"].items()}
    rows = brought.of("strategies")
    after |= {row.now["title"]: row.now["successor"] for row in rows}
    for row in rows:
        seen, title = set(), row.now["title"]
        while title and title not in seen:
            seen.add(title)
            title = after.get(title, "")
        if title == row.now["title"] and row.now["successor"] != title and title:
            row.fault("successor", "These strategies take each other's place in a circle.")
