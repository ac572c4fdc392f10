"""Admin for staff: what is entered by hand and rarely."""

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import ReadOnlyPasswordHashField, SetPasswordMixin

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


class PersonCreationForm(SetPasswordMixin, forms.ModelForm):
    password1, password2 = SetPasswordMixin.create_password_fields()

    class Meta:
        model = Person
        fields = ["email", "name"]

    def clean(self):
        self.validate_passwords()
        return super().clean()

    def save(self, commit=True):
        return self.set_password_and_save(super().save(commit=False), commit=commit)


class PersonChangeForm(forms.ModelForm):
    password = ReadOnlyPasswordHashField()

    class Meta:
        model = Person
        fields = ["email", "name", "password", "is_active", "is_staff", "is_superuser", "groups", "user_permissions"]


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["user", "partnership", "agency"]


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["name", "email"]
    inlines = [MembershipInline]

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **kwargs, **({} if obj else {"form": self.add_form}))

    def get_inlines(self, request, obj):
        return self.inlines if obj else []


class AgencyAliasInline(admin.TabularInline):
    model = AgencyAlias
    extra = 0


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    list_display = ["name", "short_name", "kind", "parent", "is_generic"]
    list_filter = ["kind", "is_generic"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "aliases__name"]
    autocomplete_fields = ["parent"]
    inlines = [AgencyAliasInline]


@admin.register(Partnership)
class PartnershipAdmin(admin.ModelAdmin):
    list_display = ["name", "short_name", "is_published", "is_sample"]
    list_filter = ["is_published", "is_sample"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["host_agency"]
    inlines = [MembershipInline]


@admin.register(Seat)
class SeatAdmin(admin.ModelAdmin):
    list_display = ["agency", "partnership", "stakeholder_category"]
    list_filter = ["partnership"]
    list_select_related = ["agency", "partnership", "stakeholder_category"]
    search_fields = ["agency__name"]
    autocomplete_fields = ["agency", "partnership"]


class DocumentNoteInline(admin.TabularInline):
    model = DocumentNote
    extra = 0


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    list_display = ["title", "partnership", "kind", "published"]
    list_select_related = ["partnership"]
    search_fields = ["title"]
    inlines = [DocumentNoteInline]


@admin.register(Principle)
class PrincipleAdmin(admin.ModelAdmin):
    list_display = ["name", "partnership", "position"]
    list_filter = ["partnership"]
    list_select_related = ["partnership"]


@admin.register(StakeholderCategory)
class StakeholderCategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "document", "version", "parent"]
    list_filter = ["document"]
    list_select_related = ["document", "parent"]
