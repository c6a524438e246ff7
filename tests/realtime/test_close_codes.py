"""Nonsense on the gateway: each kind ends with its documented close code, never in silence."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from accounts.services.applications import update_application
from config.settings import limits

# ruff: noqa: UP031  JSON is full of braces
PROPERTIES = {"os": "linux", "browser": "test", "device": "test"}


async def close_code_of(gateway, *frames: str | bytes, query: str = "v=10&encoding=json", **more):
    client = gateway.connect(query=query, **more)
    await client.hello()
    for frame in frames:
        await client.send_raw(frame)
    return await client.expect_close()


@pytest.mark.parametrize(
    "frame",
    [
        "", "nonsense", "[]", "null", '"2"', "{}", '{"op": "1"}', '{"op": true}', '{"op": 1.5}',
        '{"op": null}', b"\xff\xfe", b"\x00", '{"op": 1, "d": "\ud800"}', "[" * 4000,
        '{"op": 1, "d": ' + "[" * 1500 + "]" * 1500 + "}",
        '{"op": 1, "d": "' + "x" * limits.GATEWAY_FRAME_BYTES + '"}',
        '{"op": 1, "d": "' + "é" * (limits.GATEWAY_FRAME_BYTES // 2) + '"}',
    ],
)  # fmt: skip
async def test_what_is_no_message_is_a_decode_error(gateway, frame):
    assert await close_code_of(gateway, frame) == 4002


@pytest.mark.parametrize("opcode", [-1, 0, 5, 7, 9, 10, 11, 999, 10**18])
async def test_unknown_opcodes_are_told_so(gateway, opcode):
    assert await close_code_of(gateway, '{"op": %d, "d": null}' % opcode) == 4001


@pytest.mark.parametrize("opcode", [3, 4, 8])
async def test_nothing_goes_before_identify(gateway, opcode):
    assert await close_code_of(gateway, '{"op": %d, "d": {}}' % opcode) == 4003


@pytest.mark.parametrize(
    "data",
    [
        "null", "[]", "1", '"x"', '{"token": 5}', '{"token": "x", "intents": "1"}',
        '{"token": "x", "intents": true}', '{"token": "x", "intents": 1.5}',
        '{"token": "x", "shard": 1}', '{"token": "x", "shard": [1]}',
        '{"token": "x", "shard": ["0", "1"]}', '{"token": "x", "large_threshold": "many"}',
        '{"token": "x", "presence": []}', '{"token": "x", "presence": {"status": "away"}}',
        '{"token": "x", "presence": {"status": []}}',
        '{"token": "x", "presence": {"status": "idle", "activities": [5]}}',
        '{"token": "x", "presence": {"status": "idle", "since": "now"}}',
    ],
)  # fmt: skip
async def test_a_malformed_identify_is_a_decode_error(gateway, data):
    assert await close_code_of(gateway, '{"op": 2, "d": %s}' % data) == 4002


@pytest.mark.parametrize("token", ['""', '"x"', '"a.b.c"', "null", '"Bot x"', '"\\u0000"'])
async def test_a_token_of_nobody_fails(gateway, token):
    frame = '{"op": 2, "d": {"token": %s, "intents": 0}}' % token
    assert await close_code_of(gateway, frame) == 4004


@pytest.mark.parametrize("query", ["v=5", "v=11", "v=x"])
async def test_other_versions_are_refused(gateway, query):
    assert await close_code_of(gateway, query=query) == 4012


@pytest.mark.parametrize("query", ["v=10&encoding=etf", "v=10&compress=brotli"])
async def test_other_encodings_are_refused(gateway, query):
    assert await close_code_of(gateway, query=query) == 4002


@pytest.mark.parametrize("path", ["/gateway/", "/"])
async def test_the_gateway_answers_with_a_slash_and_at_the_root(gateway, path):
    client = gateway.connect(path=path)
    assert (await client.hello())["heartbeat_interval"] > 0


@pytest.mark.parametrize("shard", [[1, 1], [-1, 2], [0, 0]])
async def test_impossible_shards_are_refused(gateway, shard):
    frame = '{"op": 2, "d": {"token": "x", "shard": %s}}' % shard
    assert await close_code_of(gateway, frame) == 4010


@pytest.mark.parametrize("intents", [-1, 1 << 26, 1 << 40])
async def test_unknown_intents_are_refused(gateway, intents):
    frame = '{"op": 2, "d": {"token": "x", "intents": %d}}' % intents
    assert await close_code_of(gateway, frame) == 4013


async def test_intents_without_documentation_are_passed_over(gateway, make):
    token = await make.token_of(await make.make_bot())
    # What interactions.py asks for where nobody says anything: bit 17, too.
    client = gateway.connect()
    assert (await client.identify(token, intents=53_706_493))["v"] == 10


@pytest.mark.parametrize("intent", [1 << 1, 1 << 8, 1 << 15])
async def test_a_bot_needs_leave_for_privileged_intents(gateway, make, intent):
    bot = await make.make_bot()
    token = await make.token_of(bot)
    frame = '{"op": 2, "d": {"token": "%s", "intents": %d}}' % (token, intent)
    client = gateway.connect()
    await client.identify(token, intents=intent)
    await client.close()
    await sync_to_async(update_application)(bot.bot_application, flags=0)

    from accounts.authentication import forget_user

    forget_user(bot.id)
    assert await close_code_of(gateway, frame) == 4014


async def test_a_bot_has_to_name_its_intents(gateway, make):
    token = await make.token_of(await make.make_bot())
    assert await close_code_of(gateway, '{"op": 2, "d": {"token": "%s"}}' % token) == 4013


async def test_more_guilds_than_one_shard_may_have_need_sharding(gateway, make, monkeypatch):
    bot = await make.make_bot()
    for number in range(2):
        await make.make_member(await make.make_guild(await make.make_user(f"owner{number}")), bot)
    token = await make.token_of(bot)
    frame = '{"op": 2, "d": {"token": "%s", "intents": 1}}' % token
    monkeypatch.setattr(limits, "GATEWAY_GUILDS_PER_SHARD", 1)
    assert await close_code_of(gateway, frame) == 4011


@pytest.mark.parametrize("opcode", [2, 6])
async def test_a_session_cannot_identify_or_resume_again(gateway, make, opcode):
    client = await gateway.identified(await make.make_user("ada"))
    await client.send(opcode, {"token": client.token, "session_id": "x", "seq": 1})
    assert await client.expect_close() == 4005


@pytest.mark.parametrize("seq", [-1, 2**31])
async def test_a_position_that_never_was_is_an_invalid_seq(gateway, make, seq):
    client = await gateway.identified(await make.make_user("ada"))
    await client.close(1006)
    again = gateway.connect()
    await again.resume(client.token, client.session_id, seq)
    assert await again.expect_close() == 4007


@pytest.mark.parametrize(
    "data", ["null", "[]", '{"token": "x", "session_id": "y"}', '{"token": "x", "seq": "1"}']
)
async def test_a_malformed_resume_is_a_decode_error(gateway, data):
    assert await close_code_of(gateway, '{"op": 6, "d": %s}' % data) == 4002


@pytest.mark.parametrize("session_id", ["", "0" * 32, "x\x00", 5, None, {"a": 1}])
async def test_an_unknown_session_is_invalid_and_the_socket_may_identify(gateway, make, session_id):
    token = await make.token_of(await make.make_user("ada"))
    client = gateway.connect()
    await client.resume(token, session_id, 1)
    assert await client.expect_op(9) is False
    await client.send(2, {"token": token, "properties": PROPERTIES})
    assert (await client.next("READY"))["user"]["username"] == "ada"


async def test_the_session_of_somebody_else_cannot_be_resumed(gateway, make):
    client = await gateway.identified(await make.make_user("ada"))
    other = await make.token_of(await make.make_user("eve"))
    again = gateway.connect()
    await again.resume(other, client.session_id, client.seq)
    assert await again.expect_op(9) is False
    await client.ping()


async def test_too_many_frames_are_cut_off(gateway):
    client = gateway.connect()
    await client.hello()
    for _ in range(limits.GATEWAY_OPS[0]):
        await client.send(1)
    await client.expect_op(11)
    await client.send(1)
    assert await client.expect_close() == 4008


@pytest.mark.parametrize(
    ("opcode", "data"),
    [
        (3, "null"), (3, '{"status": "away"}'), (3, '{"status": "idle", "activities": {}}'),
        (3, '{"status": "idle", "afk": 1}'), (4, "5"), (4, '{"guild_id": "x"}'),
        (4, '{"guild_id": [], "channel_id": {}}'), (8, "null"), (8, "{}"), (8, '{"guild_id": "x"}'),
        (8, '{"guild_id": "1", "query": 5, "limit": 0}'),
        (8, '{"guild_id": "1", "query": "", "limit": "all"}'),
        (8, '{"guild_id": "1", "user_ids": ["x"]}'), (8, '{"guild_id": "1", "user_ids": true}'),
        (8, '{"guild_id": "1", "query": "", "limit": 0, "nonce": []}'),
        (8, '{"guild_id": 99999999999999999999, "query": "", "limit": 0}'),
    ],
)  # fmt: skip
async def test_malformed_data_of_a_session_is_a_decode_error(gateway, make, opcode, data):
    client = await gateway.identified(await make.make_user("ada"))
    await client.send_raw('{"op": %d, "d": %s}' % (opcode, data))
    assert await client.expect_close() == 4002


async def test_who_does_not_identify_in_time_is_closed(gateway, monkeypatch):
    client = gateway.connect()
    await client.hello()
    [consumer] = gateway_consumers()
    consumer.end_if_silent(consumer._opened + limits.GATEWAY_IDENTIFY_SECONDS - 1)
    await client.send(1)
    await client.expect_op(11)
    consumer.end_if_silent(consumer._opened + limits.GATEWAY_IDENTIFY_SECONDS + 1)
    assert await client.expect_close() == 4003


async def test_who_is_not_heard_any_more_is_closed_and_may_resume(gateway, make):
    client = await gateway.identified(await make.make_user("ada"))
    [consumer] = gateway_consumers()
    consumer.end_if_silent(consumer._last_beat + limits.GATEWAY_HEARTBEAT_MS / 1000)
    await client.ping()
    consumer.end_if_silent(consumer._last_beat + 3 * limits.GATEWAY_HEARTBEAT_MS / 1000)
    assert await client.expect_close() == 4009
    again = gateway.connect()
    await again.resume(client.token, client.session_id, client.seq)
    await again.next("RESUMED")


def gateway_consumers():
    from realtime.hub import current_hub

    return list(current_hub().connections)
