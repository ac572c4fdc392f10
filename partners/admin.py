"""Admin for staff: what is entered by hand and rarely."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from cdp import audit
from cdp.admin import Audited, AuditedAdmin
from partners.models import (
    Agency,
    AgencyAlias,
    Document,
    DocumentNote,
    Membership,
    Partnership,
    Person,
    Principle,
    Seat,
    StakeholderCategory,
)


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = Person
        fields = ["email", "name"]


class PersonChangeForm(UserChangeForm):
    class Meta:
        model = Person
        fields = ["email", "name", "password", "is_active", "is_staff", "is_superuser", "groups", "user_permissions"]


class KeptAdmin(AuditedAdmin):
    """Not deleted here: figures refer to it without a key of the database, so they would be left without a source."""

    def has_delete_permission(self, request, obj=None):
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user", "partnership", "agency"]

    def get_queryset(self, request):
        # The role of a program belongs to it: another one is another program.
        return super().get_queryset(request).filter(user__is_service=False)


@admin.register(Person)
class PersonAdmin(Audited, UserAdmin):
    """Django's own, for its password pages, with an email address in place of a user name."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]
    ordering = ["name"]
    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["name", "email"]
    inlines = [MembershipInline]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_queryset(self, request):
        """People alone; the accounts of programs are made and shut on the partnership's own page."""
        return super().get_queryset(request).filter(is_service=False)

    def has_delete_permission(self, request, obj=None):
        """Someone entered by mistake can go; whoever left a trace is made inactive and keeps their name on it."""
        return super().has_delete_permission(request, obj) and not (obj and _left_a_trace(obj))


def _left_a_trace(person):
    """Whether any row but a membership names this person, of whichever app: partners knows no other."""
    relations = [field for field in Person._meta.get_fields(include_hidden=True) if field.one_to_many]
    return person.last_login is not None or any(
        relation.related_model._base_manager.filter(**{relation.field.name: person}).exists()
        for relation in relations
        if relation.related_model is not Membership and not relation.related_model._meta.auto_created
    )


class AgencyAliasInline(admin.TabularInline):
    model = AgencyAlias
    extra = 0


@admin.register(Agency)
class AgencyAdmin(KeptAdmin):
    list_display = ["name", "short_name", "kind", "parent", "is_generic"]
    list_filter = ["kind", "is_generic"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "aliases__name"]
    autocomplete_fields = ["parent"]
    inlines = [AgencyAliasInline]


@admin.register(Partnership)
class PartnershipAdmin(KeptAdmin):
    list_display = ["name", "short_name", "is_published", "is_sample"]
    list_filter = ["is_published", "is_sample"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["host_agency"]
    inlines = [MembershipInline]


@admin.register(Seat)
class SeatAdmin(AuditedAdmin):
    list_display = ["agency", "partnership", "stakeholder_category"]
    list_filter = ["partnership"]
    list_select_related = ["agency", "partnership", "stakeholder_category"]
    search_fields = ["agency__name"]
    autocomplete_fields = ["agency", "partnership"]


class DocumentNoteInline(admin.TabularInline):
    model = DocumentNote
    extra = 0


@admin.register(Document)
class DocumentAdmin(KeptAdmin):
    list_display = ["title", "partnership", "kind", "published"]
    list_select_related = ["partnership"]
    search_fields = ["title"]
    inlines = [DocumentNoteInline]

    def get_readonly_fields(self, request, obj=None):
        # What a partnership may show follows from whose a document is, so that it cannot be handed on.
        return ["partnership"] if obj else []


@admin.register(Principle)
class PrincipleAdmin(AuditedAdmin):
    list_display = ["name", "partnership", "position"]
    list_filter = ["partnership"]
    list_select_related = ["partnership"]


@admin.register(StakeholderCategory)
class StakeholderCategoryAdmin(AuditedAdmin):
    list_display = ["name", "document", "version", "parent"]
    list_filter = ["document"]
    list_select_related = ["document", "parent"]


# Addresses are on the person's own row; organisations come from the environment; sessions are their owner's.
for unused in (EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession, Authenticator):
    admin.site.unregister(unused)


@admin.register(Authenticator, SocialAccount)
class WayToSignInAdmin(admin.ModelAdmin):
    """For somebody who lost their phone: the lost way is taken away here, a new one they add themselves."""

    list_display = ["user", "__str__"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    # Not what it holds: a secret key, or what an organisation told.
    fields = ["user"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def delete_model(self, request, obj):
        audit.record(kind="person.security_changed", by=request.user, subject=obj.user, reason=f"Took away {obj}")
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for each in queryset:
            self.delete_model(request, each)
