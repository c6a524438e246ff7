"""Op 8: members of a guild, by name, by id or all of them, in chunks."""

from __future__ import annotations

import time
from typing import Any, Final

import orjson

from accounts import presence
from config.kernel.websocket import ClosedWith
from config.settings import limits
from guilds.payloads import member_payload
from guilds.selectors.members import members_by_ids, members_by_prefix, members_page
from realtime.close_codes import CloseCode
from realtime.consumer import GatewayConsumer
from realtime.dispatches import Dispatch
from realtime.intents import Intents
from realtime.parsing import parse_id, parse_ids, parse_integer, refuse
from realtime.sessions import GatewaySession

OPCODE: Final = 8
NONCE_BYTES: Final = 32


async def request_guild_members(consumer: GatewayConsumer, data: Any) -> None:
    session = consumer.session
    if session is None:
        raise ClosedWith(CloseCode.NOT_AUTHENTICATED, "Not authenticated")
    if not isinstance(data, dict):
        refuse("request")
    guild_ids = parse_ids(data.get("guild_id"))
    query, user_ids = data.get("query"), data.get("user_ids")
    if query is not None and (not isinstance(query, str) or "\x00" in query):
        refuse("query")
    limit = parse_integer(data.get("limit", 0), "limit")
    nonce = data.get("nonce")
    if nonce is not None and not isinstance(nonce, str | int):
        refuse("nonce")
    # As documented, a nonce that is too long is as good as none.
    if nonce is not None and len(str(nonce).encode(errors="replace")) > NONCE_BYTES:
        nonce = None
    wants_presences = bool(data.get("presences"))
    wanted = None if user_ids is None else dict.fromkeys(parse_ids(user_ids))
    if wanted is None and query is None:
        refuse("request")
    if query == "" and limit == 0 and not session.intents & Intents.GUILD_MEMBERS:
        raise ClosedWith(CloseCode.DISALLOWED_INTENTS, "Disallowed intents")
    wants_all = wanted is None and query == "" and limit == 0
    for guild_id in guild_ids[:1] if session.identity.is_bot else guild_ids:
        if parse_id(guild_id) not in session.groups:
            continue
        if wants_all and (wait := wait_for_all(session, guild_id)):
            session.push(too_soon(consumer.hub.position, wait, guild_id, nonce))
            consumer.hub.outgoing.flush_soon()
            continue
        request = _Request(guild_id, query or "", limit, wanted, nonce, wants_presences)
        chunks = await consumer.hub.in_thread(request.chunks)
        if consumer.session is not session or guild_id not in session.groups:
            return
        for chunk in chunks:
            session.push(Dispatch("GUILD_MEMBERS_CHUNK", consumer.hub.position, chunk))
        consumer.hub.outgoing.flush_soon()


def wait_for_all(session: GatewaySession, guild_id: int) -> float:
    """Return for how many seconds a session may not ask for all members again; else note it."""
    now = time.monotonic()
    asked = session.asked_for_all.get(guild_id)
    if asked is not None and now - asked < limits.GATEWAY_ALL_MEMBERS_SECONDS:
        return asked + limits.GATEWAY_ALL_MEMBERS_SECONDS - now
    session.asked_for_all[guild_id] = now
    return 0.0


def too_soon(position: int, wait: float, guild_id: int, nonce: str | int | None) -> Dispatch:
    """Return RATE_LIMITED.

    https://discord.com/developers/docs/events/gateway-events#rate-limited
    """
    meta: dict[str, Any] = {"guild_id": str(guild_id)}
    if nonce is not None:
        meta["nonce"] = nonce
    data = {"opcode": OPCODE, "retry_after": round(wait, 3), "meta": meta}
    return Dispatch("RATE_LIMITED", position, orjson.dumps(data))


class _Request:
    def __init__(
        self,
        guild_id: int,
        query: str,
        limit: int,
        user_ids: dict[int, None] | None,
        nonce: str | int | None,
        presences: bool,
    ) -> None:
        self.guild_id = guild_id
        self.query = query
        self.limit = limit
        self.user_ids = user_ids
        self.nonce = nonce
        self.presences = presences

    def chunks(self) -> list[bytes]:
        """Return the data of each GUILD_MEMBERS_CHUNK; at least one."""
        not_found: list[str] = []
        if self.user_ids is not None:
            asked = list(self.user_ids)[: limits.GATEWAY_MEMBER_IDS]
            members = members_by_ids(self.guild_id, asked)
            found = {member.user_id for member in members}
            not_found = [str(user_id) for user_id in asked if user_id not in found]
        elif not self.query and self.limit == 0:
            members = self._everybody()
        else:
            limit = self.limit if 0 < self.limit <= 100 else 100
            members = members_by_prefix(self.guild_id, self.query, limit=limit)
        size = limits.GATEWAY_CHUNK_MEMBERS
        parts = [members[start : start + size] for start in range(0, len(members), size)] or [[]]
        return [
            orjson.dumps(self._chunk(part, number, len(parts), not_found if number == 0 else []))
            for number, part in enumerate(parts)
        ]

    def _everybody(self) -> list[Any]:
        members: list[Any] = []
        while True:
            after = members[-1].user_id if members else 0
            page = members_page(self.guild_id, limit=limits.GATEWAY_CHUNK_MEMBERS, after=after)
            members += page
            if len(page) < limits.GATEWAY_CHUNK_MEMBERS:
                return members

    def _chunk(
        self, members: list[Any], number: int, count: int, not_found: list[str]
    ) -> dict[str, Any]:
        chunk: dict[str, Any] = {
            "guild_id": str(self.guild_id),
            "members": [member_payload(member) for member in members],
            "chunk_index": number,
            "chunk_count": count,
        }
        if not_found:
            chunk["not_found"] = not_found
        if self.presences:
            ids = [member.user_id for member in members]
            guild = {"guild_id": str(self.guild_id)}
            chunk["presences"] = [{**one, **guild} for one in presence.presences_of(ids)]
        if self.nonce is not None:
            chunk["nonce"] = self.nonce
        return chunk
