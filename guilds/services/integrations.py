"""Applications in a guild: recorded when their bot is let in, gone when it leaves.

https://discord.com/developers/docs/resources/guild#integration-object
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from accounts.models import Application
from config.kernel.errors import UnknownIntegration
from guilds import events
from guilds.models import AuditLogEvent, Guild, Integration, Member
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, user_id_of
from guilds.services.memberships import drop_integration, remove_member

SCOPES: Final = ("bot", "applications.commands")


def integrate(
    actor: Actor,
    guild: Guild,
    application: Application,
    scopes: Sequence[str] = SCOPES,
    *,
    reason: str | None = None,
) -> Integration:
    """Record that somebody let an application into a locked guild, or with other scopes."""
    wanted = sorted(scopes)
    found = Integration.objects.filter(guild=guild, application=application).first()
    if found is not None and found.scopes == wanted:
        return found
    if found is None:
        found = Integration.objects.create(
            guild=guild, application=application, user_id=user_id_of(actor), scopes=wanted
        )
        action, changes = AuditLogEvent.INTEGRATION_CREATE, audit_log.created(logged(found))
    else:
        changes = [audit_log.change("scopes", found.scopes, wanted)]
        action = AuditLogEvent.INTEGRATION_UPDATE
        found.scopes = wanted
        found.save(update_fields=["scopes"])
    audit_log.record(actor, guild, action, found.id, changes=changes, reason=reason)
    if action == AuditLogEvent.INTEGRATION_CREATE:
        events.integration_created(found)
    else:
        events.integration_updated(found)
    return found


def delete_integration(
    actor: Actor, guild: Guild, integration_id: int, *, reason: str | None = None
) -> None:
    """Remove an application from a guild, with its bot and its webhooks."""
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        found = (
            Integration.objects.select_related("application")
            .filter(guild=locked, id=integration_id)
            .first()
        )
        if found is None:
            raise UnknownIntegration
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.INTEGRATION_DELETE,
            found.id,
            changes=audit_log.deleted(logged(found)),
            reason=reason,
        )
        webhooks = locked.webhooks.filter(application_id=found.application_id)
        channel_ids = sorted(set(webhooks.values_list("channel_id", flat=True)))
        webhooks.delete()
        for channel_id in channel_ids:
            events.webhooks_updated(locked.id, channel_id)
        bot_id = found.application.bot_id or 0
        member = Member.objects.select_related("user").filter(guild=locked, user_id=bot_id).first()
        if member is not None:
            remove_member(locked, member)
        else:
            drop_integration(locked, found)


def logged(integration: Integration) -> dict[str, object]:
    return {
        "name": integration.application.name,
        "type": "discord",
        "scopes": integration.scopes,
    }
