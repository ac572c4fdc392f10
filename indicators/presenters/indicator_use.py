"""Who acts on an indicator: the recommendations that cite it, and what is measured by it."""

from django.db.models import Q
from django.urls import reverse

from indicators import figures
from partners.models import Partnership

# What a measure can belong to, which is also the name of its page, and the column of its short name.
OWNERS = (("action", "ref"), ("recommendation", "ref"), ("priority", "code"))


def recommendations_citing(indicator, *, user, is_sample):
    """Recommendations that rest on a figure of this indicator.

    Reached through the figures, because this app knows nothing of recommendations.
    """
    partnerships = Partnership.objects.visible_to(user).filter(is_sample=is_sample)
    path = "evidence_figures__recommendation"
    names = ("partnership__slug", "partnership__short_name", "ref", "title", "position")
    rows = (
        indicator.series.filter(**{f"{path}__partnership__in": partnerships})
        .values_list(*(f"{path}__{name}" for name in names))
        .distinct()
        .order_by(f"{path}__partnership__short_name", f"{path}__position")
    )
    return [
        {"ref": ref, "title": title, "partnership": name, "url": reverse("recommendation", args=[slug, ref])}
        for slug, name, ref, title, _ in rows
    ]


def measures_using(indicator, *, user, is_sample):
    """What is held to this indicator: actions, recommendations and priorities with their target, if there is one."""
    partnerships = Partnership.objects.visible_to(user).filter(is_sample=is_sample)
    names = [
        f"measures__{owner}__{name}"
        for owner, code in OWNERS
        for name in ("partnership__slug", "partnership__short_name", code, "title")
    ]
    theirs = [Q(**{f"measures__{owner}__partnership__in": partnerships}) for owner, _ in OWNERS]
    rows = (
        indicator.series.filter(theirs[0] | theirs[1] | theirs[2])
        .order_by("measures__pk")
        .values_list("area__name", "measures__target", "measures__target_on", *names)
    )
    found = []
    for area, target, target_on, *columns in rows:
        for place, (owner, _) in enumerate(OWNERS):
            slug, name, ref, title = columns[4 * place : 4 * place + 4]
            if slug:
                found.append(
                    {
                        "kind": owner,
                        "ref": ref,
                        "title": title,
                        "partnership": name,
                        "url": reverse(owner, args=[slug, ref]),
                        "area": area,
                        "target": "" if target is None else figures.text(target.normalize(), unit=indicator.unit),
                        "target_on": target_on,
                    }
                )
    return found
