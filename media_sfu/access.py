"""Fetching what of voice somebody may know of."""

from __future__ import annotations

from accounts.models import User
from config.kernel.errors import MissingPermissions, UnknownVoiceState
from guilds.models import Guild, Member
from guilds.permissions import Permissions
from guilds.standing import standing
from media_sfu.models import VoiceState


def access_voice_state(user: User, guild: Guild, user_id: int) -> tuple[VoiceState, Member | None]:
    """Return where somebody is in voice, and who they are in the guild.

    Of others, only who may connect to the channel knows; where it is hidden, there is no state.
    """
    state = (
        VoiceState.objects.select_related("channel").filter(guild=guild, user_id=user_id).first()
    )
    if state is None:
        raise UnknownVoiceState
    if user.id != user_id:
        granted = standing(guild, user.id).in_channel(state.channel)
        if Permissions.VIEW_CHANNEL not in granted:
            raise UnknownVoiceState
        if Permissions.CONNECT not in granted:
            raise MissingPermissions
    member = Member.objects.select_related("user").filter(guild=guild, user_id=user_id).first()
    return state, member
