"""Periodic work of guilds."""

from __future__ import annotations

from typing import Final

from celery import shared_task

PERIODIC_TASKS: Final = {
    "guilds.tasks.delete_expired_invites": 60.0,
    "guilds.tasks.end_timeouts": 15.0,
    "guilds.tasks.dismiss_temporary_members": 60.0,
    "guilds.tasks.archive_idle_threads": 60.0,
    "guilds.tasks.advance_scheduled_events": 15.0,
    "guilds.tasks.delete_old_audit_log": 24 * 3600.0,
    "guilds.tasks.delete_old_join_requests": 24 * 3600.0,
}
TASK_QUEUES: Final = {
    "guilds.tasks.delete_old_audit_log": "bulk",
    "guilds.tasks.delete_old_join_requests": "bulk",
    "guilds.tasks.prune": "bulk",
}


@shared_task(expires=60)  # type: ignore[untyped-decorator,unused-ignore]
def delete_expired_invites() -> None:
    from guilds.services.invites import delete_expired_invites as delete

    delete()


@shared_task(expires=15)  # type: ignore[untyped-decorator,unused-ignore]
def end_timeouts() -> None:
    from guilds.services.upkeep import end_timeouts as end

    end()


@shared_task(expires=60)  # type: ignore[untyped-decorator,unused-ignore]
def dismiss_temporary_members() -> None:
    from guilds.services.upkeep import dismiss_temporary_members as dismiss

    dismiss()


@shared_task(expires=24 * 3600)  # type: ignore[untyped-decorator,unused-ignore]
def delete_old_audit_log() -> None:
    from guilds.services.upkeep import delete_old_audit_log as delete

    delete()


@shared_task(expires=24 * 3600)  # type: ignore[untyped-decorator,unused-ignore]
def delete_old_join_requests() -> None:
    from guilds.services.upkeep import delete_old_join_requests as delete

    delete()


@shared_task(expires=60)  # type: ignore[untyped-decorator,unused-ignore]
def archive_idle_threads() -> None:
    from guilds.services.thread_upkeep import archive_idle_threads as archive

    archive()


@shared_task  # type: ignore[untyped-decorator,unused-ignore]
def prune(guild_id: int, user_id: int, days: int, role_ids: list[int], reason: str | None) -> None:
    """Remove inactive members for somebody who may; done twice, nobody is left to remove."""
    from accounts.models import User
    from guilds.models import Guild
    from guilds.services.pruning import prune_members

    guild = Guild.objects.filter(id=guild_id).first()
    if guild is not None:
        actor = User.objects.get(id=user_id)
        prune_members(actor, guild, days=days, role_ids=role_ids, reason=reason)


@shared_task(expires=15)  # type: ignore[untyped-decorator,unused-ignore]
def advance_scheduled_events() -> None:
    from guilds.services.scheduled_event_status import advance_scheduled_events as advance

    advance()
