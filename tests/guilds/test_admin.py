"""The admin site shows guilds, and acts on them through the services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from guilds.models import (
    AuditLogEntry,
    AuditLogEvent,
    Ban,
    Guild,
    GuildTemplate,
    Invite,
    Member,
    ServerGuide,
    Webhook,
)
from guilds.services import add_bot, ban_member, create_invite
from guilds.services.automod_rules import create_rule
from guilds.services.emojis import create_emoji
from guilds.services.onboarding import update_onboarding
from guilds.services.templates import create_template
from guilds.services.webhooks import create_webhook
from guilds.services.welcome_screens import update_welcome_screen
from tests.builders import deny, make_application, make_member, make_role, make_user, text_channel
from tests.guilds.test_emojis import image
from tests.guilds.test_stickers import make as make_sticker

PAGES = (
    "guild", "channel", "member", "ban", "invite", "webhook", "auditlogentry", "integration",
    "guildtemplate", "welcomescreen", "onboarding", "serverguide", "emoji",
    "sticker", "automoderationrule",
)  # fmt: skip


@pytest.fixture
def site(owner):
    """Return a client signed in as a superuser, and the superuser."""
    root = make_user("root", password=None, is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(root, backend="accounts.backends.AuthenticationBackend")
    return client, root


@pytest.fixture
def busy_guild(guild, owner):
    bob, eve = make_member(guild, "bob"), make_user("eve", password=None)
    deny(text_channel(guild), bob, 1024)
    ban_member(owner, guild, eve.id, reason="spam")
    create_invite(owner, text_channel(guild))
    create_webhook(owner, text_channel(guild), name="Deploys")
    add_bot(owner, guild, make_application(owner=owner))
    create_template(owner, guild, name="Model")
    update_welcome_screen(owner, guild, {"description": "Hello"})
    update_onboarding(owner, guild, {"mode": 1})
    ServerGuide.objects.create(guild=guild)
    create_emoji(owner, guild, name="wave", image=image())
    make_sticker(guild, owner)
    create_rule(owner, guild, name="spam", event_type=1, trigger_type=3)
    return guild


def act(client: Client, page: str, action: str, pk: object, **fields: str) -> str:
    answer = client.post(
        f"/admin/guilds/{page}/",
        {"action": action, "_selected_action": [str(pk)], "reason": "spam wave", **fields},
        follow=True,
    )
    return answer.content.decode()


def test_staff_remove_applications_and_templates(site, busy_guild) -> None:
    client, _ = site
    integration = busy_guild.integrations.get()
    act(client, "integration", "remove_integrations", integration.id)
    assert not busy_guild.integrations.exists()
    assert not busy_guild.members.filter(user__bot=True).exists()
    act(client, "guildtemplate", "delete_templates", busy_guild.template.code)
    assert not GuildTemplate.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_every_list_and_entry_opens_and_can_be_searched(site, busy_guild, page) -> None:
    client, _ = site
    found = client.get(f"/admin/guilds/{page}/")
    assert found.status_code == 200
    model = found.context["cl"].model
    assert found.context["cl"].result_count == model.objects.count() > 0
    searched = client.get(f"/admin/guilds/{page}/?q={busy_guild.id}")
    assert searched.status_code == 200
    assert client.get(f"/admin/guilds/{page}/?q=zzz").context["cl"].result_count == 0
    entry = model.objects.first()
    assert client.get(f"/admin/guilds/{page}/{entry.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("page", "action"), [("emoji", "delete_emojis"), ("sticker", "delete_stickers")]
)
def test_staff_take_pictures_away(site, busy_guild, page, action) -> None:
    client, _ = site
    found = client.get(f"/admin/guilds/{page}/").context["cl"].queryset.get()
    assert "1 " in act(client, page, action, found.pk)
    assert client.get(f"/admin/guilds/{page}/").context["cl"].result_count == 0
    entry = AuditLogEntry.objects.filter(target_id=found.pk).latest("id")
    assert entry.reason == "spam wave"


def test_a_guild_is_found_by_its_owners_name(site, busy_guild) -> None:
    client, _ = site
    assert client.get("/admin/guilds/guild/?q=OWN").context["cl"].result_count == 1
    assert client.get("/admin/guilds/guild/?q=nobody").context["cl"].result_count == 0


def test_actions_go_through_the_services_and_are_recorded(site, busy_guild) -> None:
    client, root = site
    act(client, "ban", "lift_bans", Ban.objects.get().pk)
    assert not Ban.objects.exists()
    act(client, "invite", "revoke_invites", Invite.objects.get().pk)
    assert not Invite.objects.exists()
    act(client, "member", "kick_members", Member.objects.get(user__username="bob").pk)
    done = AuditLogEntry.objects.filter(user_id=root.id).values_list("action_type", flat=True)
    assert set(done) == {
        AuditLogEvent.MEMBER_BAN_REMOVE,
        AuditLogEvent.INVITE_DELETE,
        AuditLogEvent.MEMBER_KICK,
    }
    owner = Member.objects.get(user_id=busy_guild.owner_id)
    refused = act(client, "member", "kick_members", owner.pk)
    assert "Missing Permissions" in refused, "the owner cannot be removed"
    act(client, "guild", "delete_guilds", busy_guild.pk)
    assert not Guild.objects.exists()


def test_staff_moderate_as_the_guilds_moderators_do(site, busy_guild) -> None:
    client, root = site
    role = make_role(busy_guild, "Herald")
    carol = make_member(busy_guild, "carol", roles=[role])
    member = Member.objects.get(user=carol)
    assert "Type a reason first" in act(client, "member", "ban_members", member.pk, reason=" ")
    assert not Ban.objects.filter(user=carol).exists()

    assert "1 members timed out" in act(client, "member", "time_out", member.pk, timeout="600")
    member.refresh_from_db()
    assert member.communication_disabled_until is not None
    left = member.communication_disabled_until - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    act(client, "member", "end_timeouts", member.pk)
    assert "Unknown Role" in act(client, "member", "take_role", member.pk, role="Knight")
    assert "1 roles taken" in act(client, "member", "take_role", member.pk, role="herald")
    free = Member.objects.get(pk=member.pk)
    assert (free.communication_disabled_until, free.roles) == (None, [])
    assert "1 members banned" in act(client, "member", "ban_members", member.pk)
    assert not Member.objects.filter(user=carol).exists()
    written = AuditLogEntry.objects.filter(user_id=root.id, target_id=carol.id).order_by("id")
    assert [(entry.action_type, entry.reason) for entry in written] == [
        (AuditLogEvent.MEMBER_UPDATE, "spam wave"),
        (AuditLogEvent.MEMBER_UPDATE, "spam wave"),
        (AuditLogEvent.MEMBER_ROLE_UPDATE, "spam wave"),
        (AuditLogEvent.MEMBER_BAN_ADD, "spam wave"),
    ]
    assert LogEntry.objects.filter(change_message="Members banned: spam wave").exists()

    owner = Member.objects.get(user_id=busy_guild.owner_id)
    assert "Missing Permissions" in act(client, "member", "ban_members", owner.pk)


def test_staff_need_permission_for_each_act(busy_guild) -> None:
    helper = make_user("helper", password=None, is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["view_ban", "view_guild"]))
    client = Client()
    client.force_login(helper, backend="accounts.backends.AuthenticationBackend")
    assert client.get("/admin/guilds/ban/").status_code == 200
    assert "You may not" in act(client, "ban", "lift_bans", Ban.objects.get().pk)
    assert Ban.objects.exists()
    assert client.get("/admin/guilds/member/").status_code == 403


def test_who_is_not_staff_sees_nothing(busy_guild, owner) -> None:
    client = Client()
    client.force_login(owner, backend="accounts.backends.AuthenticationBackend")
    assert client.get("/admin/guilds/guild/").status_code == 302


def test_staff_delete_webhooks_and_never_see_their_tokens(site, busy_guild) -> None:
    client, root = site
    webhook = Webhook.objects.get()
    page = client.get(f"/admin/guilds/webhook/{webhook.id}/change/").content.decode()
    assert webhook.name in page
    assert webhook.token not in page
    assert "1 webhooks deleted" in act(client, "webhook", "delete_webhooks", webhook.id)
    assert not Webhook.objects.exists()
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.WEBHOOK_DELETE)
    assert (entry.user_id, entry.reason) == (root.id, "spam wave")
