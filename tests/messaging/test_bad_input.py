"""Nonsense is answered in the API's format, never with a 500, and writes nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.models import Message
from tests.helpers.openapi import assert_documented

BODIES = {
    "wrong type": (b'{"content": 5}', 50035),
    "wrong type of a list": (b'{"content": "x", "embeds": "no"}', 50035),
    "wrong type of a flag": (b'{"content": "x", "tts": "yes"}', 50035),
    "over the limit": (b'{"content": "%s"}' % (b"x" * 2001), 50035),
    "huge number": (b'{"content": "x", "flags": 99999999999999999999999}', 50035),
    "negative flags": (b'{"content": "x", "flags": -1}', 50035),
    "float flags": (b'{"content": "x", "flags": 1.5}', 50035),
    "foreign id": (b'{"content": "x", "message_reference": {"message_id": "1"}}', 50035),
    "malformed snowflake": (b'{"content": "x", "message_reference": {"message_id": "a"}}', 50035),
    "snowflake out of range": (
        b'{"content": "x", "message_reference": {"message_id": "99999999999999999999"}}', 50035,
    ),
    "malformed mention": (b'{"content": "x", "allowed_mentions": {"users": ["x"]}}', 50035),
    "allowed mentions of the wrong kind": (b'{"content": "x", "allowed_mentions": [1]}', 50035),
    "long nonce": (b'{"content": "x", "nonce": "%s"}' % (b"n" * 26), 50035),
    "foreign attachment": (b'{"content": "x", "attachments": [{"id": "1"}]}', 50035),
    "sticker": (b'{"sticker_ids": ["1"]}', 50081),
    "invalid UTF-8": (b'{"content": "\xff"}', 50109),
    "lone surrogate": (rb'{"content": "\ud800"}', 50109),
    "NUL": (rb'{"content": "a\u0000b"}', 50035),
    "nested deeply": (b'{"embeds": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", 50109),
    "nested deeply in objects": (b'{"a": ' * 10_000 + b"1" + b"}" * 10_000, 50109),
    "not an object": (b"[]", 50035),
    "null": (b"null", 50035),
    "text": (b'"hello"', 50035),
    "truncated": (b'{"content": ', 50109),
    "nothing": (b"", 50006),
    "not JSON": (b"content=x", 50109),
    "NaN": (b'{"content": "x", "flags": NaN}', 50109),
    "10 MB": (b'{"content": "%s"}' % (b"x" * 10_000_000), 40005),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_nonsense_is_refused_and_writes_nothing(api, hall, name):
    body, code = BODIES[name]
    path = f"/channels/{hall.channel.id}/messages"
    answer = api(hall.bob).post(path, content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code
    if code == 50035:
        assert answer.json()["errors"]
    assert_documented("POST", path, answer.status_code, answer.json())
    assert not Message.objects.exists()


def test_unknown_fields_are_passed_over(api, hall):
    body = {"content": "x", "unknown": {"deep": [1, 2]}}
    assert api(hall.bob).post(f"/channels/{hall.channel.id}/messages", body).status_code == 200


@pytest.mark.parametrize("channel", ["0", "-1", "abc", "99999999999999999999", "%00", "1e3", "٣"])
def test_a_malformed_channel_is_refused(api, hall, channel):
    for method, tail in (("POST", "/messages"), ("GET", "/messages"), ("POST", "/typing"),
                         ("GET", "/pins"), ("PUT", "/pins/1"), ("DELETE", "/messages/1")):  # fmt: skip
        answer = api(hall.bob).request(method, f"/channels/{channel}{tail}", {"content": "x"})
        assert 400 <= answer.status_code < 500
        assert answer.json()["code"] in (0, 10003, 50035)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        name: json_values | plausible
        for name, plausible in {
            "content": st.text(),
            "nonce": st.text(max_size=30) | st.integers(),
            "enforce_nonce": st.booleans(),
            "tts": st.booleans(),
            "flags": st.integers(),
            "embeds": st.lists(st.dictionaries(st.text(), json_values)),
            "allowed_mentions": st.fixed_dictionaries({"parse": st.lists(st.text())}),
            "message_reference": st.fixed_dictionaries({"message_id": json_values}),
            "sticker_ids": st.lists(json_values),
            "attachments": st.lists(st.fixed_dictionaries({"id": json_values})),
        }.items()
    },
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=bodies)
def test_any_body_is_written_or_refused(api, hall, body):
    import json

    before = Message.objects.count()
    answer = api(hall.bob).post(
        f"/channels/{hall.channel.id}/messages",
        content=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 200 or 400 <= answer.status_code < 500
    written = Message.objects.count() - before
    assert written <= (answer.status_code == 200)
