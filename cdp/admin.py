"""What the admin pages of the apps share."""

from django.contrib import admin
from oauth2_provider.models import AccessToken, Application, Grant, IDToken, RefreshToken

from cdp.audit import of_forms
from cdp.models import Heartbeat, Job


class Audited:
    """Mixed into every admin that changes something: what is saved there is an event as well."""

    def construct_change_message(self, request, form, formsets, add=False):
        of_forms.told(by=request.user, form=form, formsets=formsets, is_new=add)
        return super().construct_change_message(request, form, formsets, add)

    def log_deletions(self, request, queryset):
        for row in queryset:
            of_forms.told_deleted(by=request.user, row=row)
        return super().log_deletions(request, queryset)


class AuditedAdmin(Audited, admin.ModelAdmin):
    pass


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """People act on jobs at /data/jobs/, where what belongs to them is kept in order."""

    list_display = ["kind", "key", "period", "state", "attempts", "created_at", "finished_at"]
    list_filter = ["state", "kind"]
    search_fields = ["key", "error"]
    date_hierarchy = "created_at"


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ["name", "beaten_at", "worker"]


# Programs are let in on the page of their partnership, where it is recorded and their role goes with it.
for theirs in (AccessToken, Application, Grant, IDToken, RefreshToken):
    admin.site.unregister(theirs)
