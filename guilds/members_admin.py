"""Members and bans for the instance's staff, who moderate by the rules that hold in guilds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from config.kernel.errors import UnknownRole
from config.kernel.reasons import ReasonForm
from guilds.admin_pages import GuildsAdmin
from guilds.models import Ban, Guild, Member, Role
from guilds.services import Operator, ban_member, kick_member, remove_member_role, unban
from guilds.services.members import update_member

TIMEOUTS: Final = (
    (60, "1 minute"), (600, "10 minutes"), (3600, "1 hour"), (86_400, "1 day"),
    (604_800, "1 week"),
)  # fmt: skip


class MemberActionForm(ReasonForm):
    timeout = forms.ChoiceField(
        label="",
        choices=TIMEOUTS,
        required=False,
        widget=UnfoldAdminSelectWidget(attrs={"aria-label": "How long a timeout lasts"}),
    )
    role = forms.CharField(
        label="",
        required=False,
        widget=UnfoldAdminTextInputWidget(
            attrs={"placeholder": "Role to take", "aria-label": "Role to take: its name or id"}
        ),
    )


@admin.register(Member)
class MemberAdmin(GuildsAdmin):
    list_display = ("user", "nick", "guild", "joined_at", "communication_disabled_until")
    list_select_related = ("user", "guild")
    list_filter = (("communication_disabled_until", admin.EmptyFieldListFilter), "temporary")
    ids = ("user_id", "guild_id")
    names = ("nick", "user__username")
    search_help_text = "An id of a user or a guild, or a name"
    ordering = ("-joined_at",)
    actions = ("kick_members", "ban_members", "time_out", "end_timeouts", "take_role")
    action_form = MemberActionForm

    @admin.action(description="Remove the selected members from their guilds")
    def kick_members(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        def kick(operator: Operator, member: Member, reason: str) -> None:
            kick_member(operator, member.guild, member.user_id, reason=reason)

        self.act(request, queryset, "guilds.delete_member", kick, "members removed")

    @admin.action(description="Ban the selected members from their guilds")
    def ban_members(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        def ban(operator: Operator, member: Member, reason: str) -> None:
            ban_member(operator, member.guild, member.user_id, reason=reason)

        self.act(request, queryset, "guilds.add_ban", ban, "members banned")

    @admin.action(description="Time the selected members out")
    def time_out(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        given = request.POST.get("timeout", "")
        seconds = int(given) if given in {str(choice) for choice, _ in TIMEOUTS} else 3600
        until = timezone.now() + timedelta(seconds=seconds)

        def silence(operator: Operator, member: Member, reason: str) -> None:
            change(operator, member, {"communication_disabled_until": until}, reason)

        self.act(request, queryset, "guilds.change_member", silence, "members timed out")

    @admin.action(description="End the timeouts of the selected members")
    def end_timeouts(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        def release(operator: Operator, member: Member, reason: str) -> None:
            change(operator, member, {"communication_disabled_until": None}, reason)

        self.act(request, queryset, "guilds.change_member", release, "timeouts ended")

    @admin.action(description="Take a role from the selected members")
    def take_role(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        named = request.POST.get("role", "").replace("\x00", "").strip()
        if not named:
            messages.error(request, "Name the role to take.")
            return

        def take(operator: Operator, member: Member, reason: str) -> None:
            role = find_role(member.guild, named)
            remove_member_role(operator, member.guild, member.user_id, role.id, reason=reason)

        self.act(request, queryset, "guilds.change_member", take, "roles taken")


@admin.register(Ban)
class BanAdmin(GuildsAdmin):
    list_display = ("user", "guild", "moderator", "reason", "created_at")
    list_select_related = ("user", "guild", "moderator")
    ids = ("user_id", "guild_id", "moderator_id")
    names = ("user__username", "reason")
    search_help_text = "An id of a user or a guild, a name, or words of the reason"
    ordering = ("-created_at",)
    actions = ("lift_bans",)

    @admin.action(description="Lift the selected bans")
    def lift_bans(self, request: HttpRequest, queryset: QuerySet[Ban]) -> None:
        def lift(operator: Operator, ban: Ban, reason: str) -> None:
            unban(operator, ban.guild, ban.user_id, reason=reason)

        self.act(request, queryset, "guilds.delete_ban", lift, "bans lifted")


def change(operator: Operator, member: Member, values: dict[str, Any], reason: str) -> None:
    update_member(operator, member.guild, member.user_id, values, reason=reason)


def find_role(guild: Guild, named: str) -> Role:
    """Return the role of a guild with this id or name (the highest of several)."""
    roles = Role.objects.filter(guild=guild).exclude(id=guild.id)
    found = roles.filter(id=int(named)).first() if named.isascii() and named.isdigit() else None
    found = found or roles.filter(name__iexact=named).order_by("-position").first()
    if found is None:
        raise UnknownRole
    return found
