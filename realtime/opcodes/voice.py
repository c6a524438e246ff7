"""Op 4: joining, moving in and leaving voice. Op 31: sounds to play there. Op 43: their status."""

from __future__ import annotations

import contextlib
from typing import Any, Final

import orjson

from config.kernel.errors import APIError
from config.kernel.websocket import ClosedWith
from media_sfu.selectors import channel_infos
from media_sfu.services.joining import WantedState, update_own_voice_state
from realtime import records
from realtime.close_codes import CloseCode
from realtime.consumer import GatewayConsumer
from realtime.dispatches import Dispatch
from realtime.parsing import parse_id, parse_ids, refuse
from realtime.sessions import GatewaySession

FLAGS: Final = ("self_mute", "self_deaf", "self_video", "self_stream")
CHANNEL_INFO_FIELDS: Final = frozenset(("status", "voice_start_time"))


async def update_voice_state(consumer: GatewayConsumer, data: Any) -> None:
    session = identified(consumer)
    if not isinstance(data, dict):
        refuse("voice state")
    guild_id, channel_id = (
        parse_id(data[name]) if data.get(name) is not None else None
        for name in ("guild_id", "channel_id")
    )
    flags = {name: data.get(name) for name in FLAGS}
    if any(flag is not None and not isinstance(flag, bool) for flag in flags.values()):
        refuse("voice state")
    if guild_id is not None and guild_id not in session.groups:
        return
    wanted = WantedState(guild_id, channel_id, **{name: bool(flags[name]) for name in FLAGS})
    # Who may not is not answered, as documented: no VOICE_STATE_UPDATE follows.
    with contextlib.suppress(APIError):
        await consumer.hub.in_thread(update_own_voice_state, session.user_id, session.id, wanted)
    if consumer.session is not session and await records.load(session.id) is None:
        # It was ended meanwhile, and must not stay in voice.
        consumer.hub.voice.add(session.id)


async def request_soundboard_sounds(consumer: GatewayConsumer, data: Any) -> None:
    session = identified(consumer)
    if not isinstance(data, dict) or not isinstance(data.get("guild_ids"), list):
        refuse("request")
    for guild_id in dict.fromkeys(parse_ids(data["guild_ids"])):
        group = session.groups.get(guild_id)
        if group is None:
            continue
        sounds = group.view.state.soundboard_sounds
        answer = orjson.dumps({"guild_id": str(guild_id), "soundboard_sounds": sounds})
        session.push(Dispatch("SOUNDBOARD_SOUNDS", consumer.hub.position, answer))
    consumer.hub.outgoing.flush_soon()


async def request_channel_info(consumer: GatewayConsumer, data: Any) -> None:
    session = identified(consumer)
    if not isinstance(data, dict) or not isinstance(data.get("fields"), list):
        refuse("request")
    guild_id = parse_id(data.get("guild_id"))
    fields = [name for name in data["fields"] if name in CHANNEL_INFO_FIELDS]
    group = session.groups.get(guild_id)
    if group is None:
        return
    channels = await consumer.hub.in_thread(channel_infos, guild_id, group.visible, fields)
    if consumer.session is not session:
        return
    answer = orjson.dumps({"guild_id": str(guild_id), "channels": channels})
    session.push(Dispatch("CHANNEL_INFO", consumer.hub.position, answer))
    consumer.hub.outgoing.flush_soon()


def identified(consumer: GatewayConsumer) -> GatewaySession:
    if consumer.session is None:
        raise ClosedWith(CloseCode.NOT_AUTHENTICATED, "Not authenticated")
    return consumer.session
