"""Channels that somebody chose to be shown, or that everybody is shown who comes in.

They are marked in how the member hears of the guild (``UserGuildSettings``), so that all their
clients show the same ones.
"""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import User
from guilds.models import ChannelOverride, Guild, GuildSettingsFlags, Onboarding, OverrideFlags
from guilds.services.notifications import locked_settings, save_and_tell

DECIDED = GuildSettingsFlags.OPT_IN_CHANNELS_OFF | GuildSettingsFlags.OPT_IN_CHANNELS_ON
OPTED_IN = OverrideFlags.OPT_IN_ENABLED.value


def opt_in_newcomer(guild: Guild, user: User) -> None:
    """Show a new member the default channels where the guild has onboarding; bots see all."""
    onboarding = None if user.bot else Onboarding.objects.filter(guild=guild, enabled=True).first()
    if onboarding is not None:
        opt_in(guild, user, onboarding.default_channel_ids, begins=True)


def opt_in(
    guild: Guild,
    user: User,
    wanted: Collection[int],
    unwanted: Collection[int] = (),
    *,
    begins: bool = False,
) -> None:
    """Choose channels for a member, and tell their clients.

    ``begins`` says that from now on they are shown chosen ones only, unless they have decided
    about that themselves.
    """
    settings = locked_settings(user, guild)
    overrides = {one.channel_id: one for one in settings.overrides.all()}
    there = set(guild.channels.filter(id__in=wanted).values_list("id", flat=True))
    new = [
        ChannelOverride(settings=settings, channel_id=channel_id, flags=OPTED_IN)
        for channel_id in sorted(there - overrides.keys())
    ]
    changed = []
    for channel_id, override in overrides.items():
        flags = override.flags
        if channel_id in there:
            flags |= OPTED_IN
        elif channel_id in unwanted:
            flags &= ~OPTED_IN
        if flags != override.flags:
            override.flags = flags
            changed.append(override)
    starts = begins and not settings.flags & DECIDED
    if starts:
        settings.flags |= GuildSettingsFlags.OPT_IN_CHANNELS_ON
    if not (new or changed or starts):
        return
    ChannelOverride.objects.bulk_create(new)
    ChannelOverride.objects.bulk_update(changed, ["flags"])
    save_and_tell(settings)
