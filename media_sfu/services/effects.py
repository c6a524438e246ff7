"""Playing a sound of a soundboard to those in the same voice channel."""

from __future__ import annotations

from accounts.models import User
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    CannotSendVoiceEffect,
    MissingAccess,
    MissingPermissions,
    UnknownSound,
    UnknownVoiceState,
)
from guilds.models import Channel, ChannelType, Emoji, Member, SoundboardSound
from guilds.permissions import Permissions
from guilds.standing import standing
from media_sfu import events
from media_sfu.models import VoiceState


def send_sound(
    user: User, channel: Channel, sound_id: int, *, source_guild_id: int | None = None
) -> None:
    """Play a sound in the channel that the user is in; one of another guild is external."""
    guild = channel.guild
    if guild is None or channel.type != ChannelType.GUILD_VOICE:
        raise CannotExecuteOnChannelType
    found = standing(guild, user.id)
    granted = found.in_channel(channel)
    if found.member is None or Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    needed = Permissions.SPEAK | Permissions.USE_SOUNDBOARD
    if source_guild_id is not None and source_guild_id != guild.id:
        needed |= Permissions.USE_EXTERNAL_SOUNDS
    if needed not in granted:
        raise MissingPermissions
    state = VoiceState.objects.filter(channel=channel, user=user).first()
    if state is None:
        raise UnknownVoiceState
    if state.suppress or state.self_deaf or found.member.mute or found.member.deaf:
        raise CannotSendVoiceEffect
    sound = SoundboardSound.objects.filter(
        id=sound_id, guild_id=source_guild_id or guild.id, available=True
    ).first()
    if (
        sound is None
        or not Member.objects.filter(guild_id=sound.guild_id, user_id=user.id).exists()
    ):
        raise UnknownSound
    emoji = Emoji.objects.filter(id=sound.emoji_id).first() if sound.emoji_id else None
    events.voice_effect_sent(channel, user.id, sound, emoji)
