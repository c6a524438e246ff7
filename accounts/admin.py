"""Users, applications and the instance in the admin. Whatever acts goes through the services."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client, Token
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin

from accounts.models import Application, InstanceSettings, PrivacyRequest, SecurityEvent, User
from accounts.services import identities
from accounts.services.applications import reset_bot_token, update_application
from accounts.services.sessions import forget_credentials, revoke_all_sessions
from accounts.services.users import clean_profile, disable_user, enable_user, write_profile
from config.kernel.errors import FormError
from config.kernel.reasons import (
    ReasonedChanges,
    ReasonedForm,
    ReasonForm,
    changed_in,
    note,
    reason_of,
)
from config.kernel.snowflake import MAX_SNOWFLAKE, snowflake_time

# Signing in happens on the client's page: there attempts are limited and second factors asked for.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

THEIRS = (Group, EmailAddress, UserSession, Authenticator, Client, Token, SocialAccount, SocialApp,
          SocialToken)  # fmt: skip
for theirs in THEIRS:
    if admin.site.is_registered(theirs):
        admin.site.unregister(theirs)

PROFILE = ("username", "global_name", "bio")
RIGHTS = ("is_staff", "is_superuser")


class AccountsAdmin(ModelAdmin):
    """Searches by id, and by the fields in ``names``. Nothing is added or deleted by hand."""

    ids: tuple[str, ...] = ("id",)
    names: tuple[str, ...] = ()
    search_fields: Any = ("pk",)  # shows the box; ``get_search_results`` reads it
    show_full_result_count = False
    list_per_page = 50
    action_form = ReasonForm

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        wanted = Q(pk__in=())
        if term.isascii() and term.isdigit() and int(term) <= MAX_SNOWFLAKE:
            for field in self.ids:
                wanted |= Q(**{field: int(term)})
        for field in self.names:
            wanted |= Q(**{f"{field}__icontains": term})
        return queryset.filter(wanted), False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class UserForm(ReasonedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {name: cleaned[name] for name in PROFILE if name in cleaned}
        try:
            return {**cleaned, **clean_profile(self.instance, given)}
        except FormError as error:
            raise ValidationError(
                {path: [text for _, text in items] for path, items in error.errors.items()}
            ) from None


@admin.register(User)
class UserAdmin(ReasonedChanges, AccountsAdmin):
    form = UserForm
    names = ("username", "global_name", "email")
    list_display = ("username", "global_name", "email", "kind", "is_active", "is_staff",
                    "date_joined", "last_seen")  # fmt: skip
    list_filter = ("is_active", "bot", "is_staff", "date_joined", "last_seen")
    ordering = ("-id",)
    actions = ("disable_accounts", "enable_accounts", "revoke_sessions")
    readonly_fields = ("id", "discriminator", "kind", "email", "locale", "auth_version",
                       "date_joined", "last_seen", "last_login")  # fmt: skip
    fieldsets = (
        (None, {"fields": ("id", "kind", *PROFILE, "discriminator", "email", "locale")}),
        ("Rights", {"fields": ("is_active", *RIGHTS, "rate_limited")}),
        ("Times", {"fields": ("date_joined", "last_login", "last_seen", "auth_version")}),
    )

    @admin.display(ordering="bot")
    def kind(self, user: User) -> str:
        return "bot" if user.bot else "system" if user.system else "person"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if request.user.is_superuser and obj != request.user:
            return self.readonly_fields
        # Nobody locks themselves out, and staff do not promote anybody.
        return (*self.readonly_fields, *RIGHTS, *(("is_active",) if obj == request.user else ()))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        profile = {name: form.cleaned_data[name] for name in PROFILE if name in form.changed_data}
        if profile:
            write_profile(obj.id, profile)
        rights = [name for name in (*RIGHTS, "rate_limited") if name in form.changed_data]
        if rights:
            obj.save(update_fields=rights)
            forget_credentials(obj.id)
        if "is_active" in form.changed_data:
            (enable_user if obj.is_active else disable_user)(obj)

    @admin.action(description="Disable accounts", permissions=("change",))
    def disable_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        users = [user for user in queryset if user.pk != request.user.pk]
        if len(users) < len(queryset):
            self.message_user(request, "Your own account stays as it is.", messages.WARNING)
        reason = reason_of(request)
        if reason is None:
            return
        for user in users:
            disable_user(user)
        note(request, users, "Disabled", reason)
        self.message_user(request, f"{len(users)} disabled.")

    @admin.action(description="Enable accounts", permissions=("change",))
    def enable_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        reason = reason_of(request)
        if reason is None:
            return
        for user in queryset:
            enable_user(user)
        note(request, queryset, "Enabled", reason)
        self.message_user(request, f"{len(queryset)} enabled.")

    @admin.action(description="Revoke all sessions", permissions=("change",))
    def revoke_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        reason = reason_of(request)
        if reason is None:
            return
        for user in queryset:
            revoke_all_sessions(user.id)
        note(request, queryset, "Revoked all sessions", reason)
        self.message_user(request, f"{len(queryset)} signed out everywhere.")


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(AccountsAdmin):
    """Who wants their data or their account deleted, and what became of it."""

    ids = ("id", "user_id")
    names = ("user__username",)
    list_display = ("user", "kind", "status", "created_at", "due_at", "completed_at", "problem")
    list_filter = ("kind", "status")
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = ("user", "kind", "status", "created_at", "due_at", "completed_at", "size", "problem")
    readonly_fields = fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SecurityEvent)
class SecurityEventAdmin(AccountsAdmin):
    """Sign-ins and what else concerns the safety of accounts: read only, and kept for a while."""

    ids = ("id", "user_id")
    names = ("user__username", "ip", "detail")
    search_help_text = "An id or a name of a user, an address, or an id of an application"
    list_display = ("at", "user", "kind", "ip", "detail", "user_agent")
    list_filter = ("kind",)
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = ("at", "user", "kind", "ip", "detail", "user_agent")
    readonly_fields = fields
    actions = None

    @admin.display(description="when", ordering="id")
    def at(self, event: SecurityEvent) -> Any:
        return snowflake_time(event.id)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SocialAccount)
class IdentityAdmin(AccountsAdmin):
    """Accounts at identity providers: who signs in by which."""

    ids = ("user_id",)
    names = ("user__username", "uid", "provider")
    search_help_text = "An id or a name of a user, an identity or a provider"
    list_display = ("user", "provider", "uid", "date_joined", "last_login")
    list_filter = ("provider", "last_login")
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = ("user", "provider", "uid", "extra_data", "date_joined", "last_login")
    readonly_fields = fields
    actions = ("unlink",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_change_permission(request))

    @admin.action(description="Disconnect from the account", permissions=("change",))
    def unlink(self, request: HttpRequest, queryset: QuerySet[SocialAccount]) -> None:
        reason = reason_of(request)
        if reason is None:
            return
        accounts = list(queryset.select_related("user"))
        for account in accounts:
            identities.unlink(account)
        note(request, [account.user for account in accounts], "Disconnected an identity", reason)
        self.message_user(request, f"{len(accounts)} disconnected.")


class ApplicationForm(ReasonedForm):
    class Meta:
        model = Application
        fields = ("description", "bot_public")


@admin.register(Application)
class ApplicationAdmin(ReasonedChanges, AccountsAdmin):
    form = ApplicationForm
    names = ("name", "owner__username")
    ids = ("id", "owner_id")
    list_display = ("name", "id", "owner", "bot", "bot_public", "created_at")
    list_filter = ("bot_public", "created_at")
    list_select_related = ("owner", "bot")
    ordering = ("-id",)
    actions = ("reset_token",)
    readonly_fields = ("id", "name", "owner", "bot", "flags", "tags", "created_at")
    fields = ("id", "name", "owner", "bot", "description", "bot_public", "flags", "tags",
              "created_at")  # fmt: skip

    def save_model(self, request: HttpRequest, obj: Application, form: Any, change: bool) -> None:
        update_application(obj, **{name: form.cleaned_data[name] for name in changed_in(form)})

    @admin.action(description="Reset the bot's token", permissions=("change",))
    def reset_token(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> HttpResponse | None:
        if len(queryset) != 1 or queryset[0].bot is None:
            self.message_user(request, "Choose one application with a bot.", messages.ERROR)
            return None
        reason = reason_of(request)
        if reason is None:
            return None
        application = queryset[0]
        token = reset_bot_token(application)
        note(request, [application], "Reset the bot's token", reason)
        # Not a message: those travel in a cookie.
        context = {
            **self.admin_site.each_context(request),
            "title": f"The new token of {application.name}",
            "token": token,
            "back": reverse("admin:accounts_application_changelist"),
        }
        return TemplateResponse(request, "admin/accounts/application/token.html", context)


@admin.register(InstanceSettings)
class InstanceSettingsAdmin(ReasonedChanges, AccountsAdmin):
    """One row: its list is its form."""

    form = ReasonedForm
    fields = ("name", "registration_mode", "owner")
    readonly_fields = ("owner",)
    search_fields: Any = ()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        InstanceSettings.load()
        return redirect(reverse("admin:accounts_instancesettings_change", args=(1,)))
