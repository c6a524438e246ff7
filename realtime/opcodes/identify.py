"""Op 2: who is there, and what they want to hear. Answered by READY and the guilds."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.http.request import validate_host

from accounts.authentication import (
    Credentials,
    authenticate_cookies,
    authenticate_token,
    forget_user,
)
from accounts.presence import SessionPresence
from config.kernel import log
from config.kernel.errors import APIError
from config.kernel.websocket import ClosedWith
from config.settings import limits
from realtime import records
from realtime.admission import Admission, StaleCredentials, Superseded
from realtime.close_codes import CloseCode
from realtime.consumer import GatewayConsumer
from realtime.dispatches import Dispatch
from realtime.hub import HubUnavailable
from realtime.intents import ALL_INTENTS, PASSED_OVER, Intents, are_allowed
from realtime.metrics import SESSIONS
from realtime.parsing import parse_integer, refuse
from realtime.presence import InvalidPresence, client_of, parse_presence
from realtime.ready import guild_create, ready
from realtime.sessions import WHOLE, GatewaySession, Identity, Shard

logger = logging.getLogger("guildhall.gateway")
ATTEMPTS = 3
IDENTIFIES_KEY = "gateway:identifies:"


async def identify(consumer: GatewayConsumer, data: Any) -> None:
    if consumer.session is not None:
        raise ClosedWith(CloseCode.ALREADY_AUTHENTICATED, "Already authenticated")
    if not isinstance(data, dict):
        refuse("identify")
    wanted = parse_intents(data.get("intents"))
    shard = parse_shard(data.get("shard"))
    large_threshold = parse_large_threshold(data.get("large_threshold"))
    client = client_of(data.get("properties"))
    said = parse_first_presence(data.get("presence"), client)
    consumer.is_admitting = True
    try:
        credentials = await authenticate(consumer, data.get("token"))
        check_intents(wanted, credentials)
        if credentials.kind == "bot":
            await count_identify(credentials.user.id)
        for _ in range(ATTEMPTS):
            session = GatewaySession(
                records.new_session_id(),
                identity_of(credentials),
                consumer,
                intents=wanted,
                shard=shard or WHOLE,
                large_threshold=large_threshold,
                dirty=consumer.hub.outgoing.dirty,
            )
            try:
                await let_in(consumer, session, credentials, said, client, shard is not None)
            except Superseded:
                continue
            except StaleCredentials:
                credentials = await authenticate_anew(consumer, credentials, data.get("token"))
                continue
            return
        raise ClosedWith(CloseCode.UNKNOWN_ERROR, "Try again")
    except (HubUnavailable, redis.RedisError) as error:
        raise ClosedWith(CloseCode.UNKNOWN_ERROR, "Try again later") from error
    finally:
        consumer.is_admitting = False


async def let_in(
    consumer: GatewayConsumer,
    session: GatewaySession,
    credentials: Credentials,
    said: SessionPresence | None,
    client: str,
    shard_given: bool,
) -> None:
    hub = consumer.hub
    admission = Admission(hub, session, credentials)
    try:
        await admission.prepare()
        own: dict[str, Any] = {"user": admission.beginning.user_payload()}
        if not session.identity.is_bot:
            own |= await admission.beginning.personal(admission.visible_channels())
        if consumer.close_code is not None:
            admission.abandon()
            return
        admission.attach()
    except BaseException:
        admission.abandon()
        raise
    consumer.session = session
    consumer.beat()
    session.seq = session.since = admission.position
    data = ready(
        session,
        credentials,
        resume_url=resume_url(consumer),
        own=own,
        shard_given=shard_given,
    )
    tells_guilds = session.identity.is_bot and session.intents & Intents.GUILDS
    groups = list(session.groups.values()) if tells_guilds else []
    # READY and the guilds are numbered upwards to the position. discord.js would take READY for
    # the later one when it reads frames of equal numbers together, and whoever resumes from
    # within has not heard all of them.
    first = max(0, admission.position - len(groups))
    consumer.send_dispatch(Dispatch("READY", first, data))
    for number, group in enumerate(groups, first + 1):
        consumer.send_dispatch(Dispatch("GUILD_CREATE", number, guild_create(session, group)))
    admission.begin()
    SESSIONS.labels("identified").inc()
    if not session.identity.is_bot and said is None:
        said = usual_presence(own["user_settings"], client)
    try:
        await hub.presence.say(
            session,
            said or SessionPresence(client=client),
            first=lambda pipeline: records.write(pipeline, session, hub.head, hub.id),
        )
    except redis.RedisError as error:
        # It has begun. Should its socket be lost before its record is written, it is over.
        logger.warning("the record of a session could not be written: %s", error)


# Who


async def authenticate(consumer: GatewayConsumer, token: Any) -> Credentials:
    """Return whose token it is; without one, whose session the handshake's cookie carried."""
    if token is not None and not isinstance(token, str):
        refuse("token")
    try:
        if token:
            return await authenticate_token(token)
        if not is_own_origin(consumer):
            raise ClosedWith(CloseCode.AUTHENTICATION_FAILED, "Authentication failed")
        credentials = await authenticate_cookies(consumer.cookies())
    except APIError:
        credentials = None
    if credentials is None:
        raise ClosedWith(CloseCode.AUTHENTICATION_FAILED, "Authentication failed")
    return credentials


async def authenticate_anew(
    consumer: GatewayConsumer, stale: Credentials, token: Any
) -> Credentials:
    """Authenticate again, not from memory."""
    forget_user(stale.user.id)
    return await authenticate(consumer, token)


def is_own_origin(consumer: GatewayConsumer) -> bool:
    """Say whether the page that opened the socket is ours: browsers send cookies from any."""
    origin = consumer.origin
    if not origin:
        return False
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
        hostname = parts.hostname or ""
    except ValueError:
        return False
    return parts.netloc == consumer.host and validate_host(hostname, settings.ALLOWED_HOSTS)


def identity_of(credentials: Credentials) -> Identity:
    application = credentials.application
    return Identity(
        credentials.user.id,
        # A person's cookie and access token of the same login are the same right.
        "bot" if credentials.kind == "bot" else "person",
        application.id if application is not None else None,
        credentials.session_key,
    )


def resume_url(consumer: GatewayConsumer) -> str:
    scheme = "wss" if consumer.is_secure or settings.IS_HTTPS else "ws"
    host = consumer.host or urlsplit(settings.PUBLIC_URL).netloc
    return f"{scheme}://{host}/gateway"


async def count_identify(user_id: int) -> None:
    key = f"{IDENTIFIES_KEY}{user_id}"
    count = await log.client().incr(key)
    if count == 1:
        await log.client().expire(key, 24 * 3600)
    if count > limits.GATEWAY_IDENTIFIES_PER_DAY:
        raise ClosedWith(CloseCode.RATE_LIMITED, "Too many sessions started today")


def usual_presence(user_settings: Any, client: str) -> SessionPresence:
    """Return how a person has set their status, for a client that does not say."""
    status = user_settings.get("status") or "online"
    custom = user_settings.get("custom_status")
    activities: list[dict[str, Any]] = []
    if isinstance(custom, dict) and is_current(custom):
        activity = {"type": 4, "name": "Custom Status", "state": custom.get("text")}
        if custom.get("emoji_name"):
            activity["emoji"] = {"name": custom["emoji_name"], "id": custom.get("emoji_id")}
        activities = [activity]
    try:
        return parse_presence({"status": status, "activities": activities}, client=client)
    except InvalidPresence:
        return SessionPresence(client=client)


def is_current(custom: Mapping[str, Any]) -> bool:
    """Say whether a custom status says something, and still does."""
    ends = custom.get("expires_at")
    if ends is not None and datetime.fromisoformat(ends) <= datetime.now(UTC):
        return False
    return bool(custom.get("text") or custom.get("emoji_name"))


# What they want


def parse_intents(value: Any) -> int | None:
    if value is None:
        return None
    intents = parse_integer(value, "intents")
    if intents < 0 or intents & ~(ALL_INTENTS | PASSED_OVER):
        raise ClosedWith(CloseCode.INVALID_INTENTS, "Invalid intents")
    return intents & ALL_INTENTS


def check_intents(intents: int | None, credentials: Credentials) -> None:
    application = credentials.application
    if application is None:
        return
    if intents is None:
        raise ClosedWith(CloseCode.INVALID_INTENTS, "Invalid intents")
    if not are_allowed(intents, application.flags):
        raise ClosedWith(CloseCode.DISALLOWED_INTENTS, "Disallowed intents")


def parse_shard(value: Any) -> Shard | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        refuse("shard")
    number, count = (parse_integer(item, "shard") for item in value)
    if not 0 <= number < count:
        raise ClosedWith(CloseCode.INVALID_SHARD, "Invalid shard")
    return Shard(number, count)


def parse_large_threshold(value: Any) -> int:
    if value is None:
        return limits.LARGE_THRESHOLD_MIN
    given = parse_integer(value, "large_threshold")
    return min(limits.LARGE_THRESHOLD_MAX, max(limits.LARGE_THRESHOLD_MIN, given))


def parse_first_presence(value: Any, client: str) -> SessionPresence | None:
    if value is None or value == {}:
        return None
    try:
        return parse_presence(value, client=client)
    except InvalidPresence:
        refuse("presence")
