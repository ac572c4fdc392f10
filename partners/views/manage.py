"""What those who run a partnership find in one place."""

from django.shortcuts import get_object_or_404, render

from partners import manage as managing


def manage(request, partnership):
    mine = get_object_or_404(managing.run_by(request.user), slug=partnership)
    lines = [(entry, entry.address(mine.slug)) for entry in managing.entries_for(request.user, mine)]
    notice = "Each line is for those whose role allows it. Who only reads the partnership does not find this page."
    return render(request, "partners/manage.html", {"partnership": mine, "lines": lines, "source_notice": notice})
