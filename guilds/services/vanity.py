"""A guild's own address: a code of its choice that works as an invite for ever."""

from __future__ import annotations

import re
from typing import Final

from django.db import IntegrityError, transaction

from config.kernel.errors import InvalidInvite
from config.settings import limits
from guilds import events
from guilds.models import AuditLogEvent, Guild, Invite
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply

CODE: Final = re.compile(
    rf"[a-z0-9][a-z0-9-]{{{limits.VANITY_CODE_MIN_LENGTH - 2},{limits.VANITY_CODE_MAX_LENGTH - 2}}}"
    r"[a-z0-9]"
)


def update_vanity_url(
    actor: Actor, guild: Guild, code: str | None, *, reason: str | None = None
) -> Guild:
    """Give the guild a code (in lower case; 50020 if it is malformed or taken), or none."""
    wanted = (code or "").strip().lower() or None
    if wanted is not None and not CODE.fullmatch(wanted):
        raise InvalidInvite
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        if wanted is not None and Invite.objects.filter(code__iexact=wanted).exists():
            raise InvalidInvite
        changed = apply(locked, {"vanity_url_code": wanted})
        if changed:
            apply(locked, {"vanity_url_uses": 0})
            try:
                with transaction.atomic():
                    locked.save(update_fields=["vanity_url_code", "vanity_url_uses"])
            except IntegrityError:
                raise InvalidInvite from None  # another guild has it
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.GUILD_UPDATE,
                locked.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            events.guild_updated(locked, keeps_access=True)
    return locked
