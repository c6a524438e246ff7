"""Voice messages: one recording and nothing else.

https://discord.com/developers/docs/resources/message#voice-messages
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from config.kernel.errors import (
    CannotSendVoiceMessages,
    VoiceMessageHasContent,
    VoiceMessageNeedsAudio,
    VoiceMessageNeedsMetadata,
)
from guilds.access import ChannelAccess
from guilds.permissions import Permissions
from messaging.content.bodies import NewMessage

SEND_VOICE_MESSAGES: Final = int(Permissions.SEND_VOICE_MESSAGES)


def require_recording(
    message: NewMessage, access: ChannelAccess, attachments: Sequence[Mapping[str, Any]]
) -> None:
    """Refuse a voice message that is not exactly one recording, or not allowed."""
    if access.guild_id is not None and not access.permissions & SEND_VOICE_MESSAGES:
        raise CannotSendVoiceMessages
    said = (message.content, message.embeds, message.embed, message.sticker_ids, message.poll)
    if any(said):
        raise VoiceMessageHasContent
    if len(attachments) != 1 or not attachments[0]["content_type"].startswith("audio/"):
        raise VoiceMessageNeedsAudio
    if attachments[0]["duration_secs"] is None or not attachments[0]["waveform"]:
        raise VoiceMessageNeedsMetadata
