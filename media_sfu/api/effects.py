"""Playing sounds in voice channels."""

from __future__ import annotations

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_channel
from media_sfu.services.effects import send_sound


class SoundToSend(Body):
    sound_id: Snowflake
    source_guild_id: Snowflake | None = None


class SendSoundboardSound(ApiView):
    @operation(body=SoundToSend, status=204, per="channel_id", rate=limits.SOUNDBOARD_RATE)
    def post(self, request: ApiRequest, *, channel_id: int, body: SoundToSend) -> None:
        channel = access_channel(request.user, channel_id)
        source = body.source_guild_id
        send_sound(
            request.user,
            channel,
            int(body.sound_id),
            source_guild_id=None if source is None else int(source),
        )
