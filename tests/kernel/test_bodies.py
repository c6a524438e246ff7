from __future__ import annotations

from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.kernel.bodies import convert, decode_json
from config.kernel.errors import APIError, FormError, InvalidJSON
from config.kernel.fields import UNSET, Bits, Body, Snowflake, Timestamp, UnsetType


class Part(Body):
    title: Annotated[str, msgspec.Meta(max_length=5)] | None = None


class Example(Body):
    id: Snowflake
    parent_id: Snowflake | UnsetType | None = UNSET
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    count: Annotated[int, msgspec.Meta(ge=1, le=3)] | None = None
    parts: list[Part] = []
    permissions: Bits | None = None
    until: Timestamp | None = None


@pytest.mark.parametrize("given_id", ["123", 123])
def test_ids_may_be_strings_or_integers(given_id):
    assert convert({"id": given_id}, Example).id == 123


def test_absent_is_not_null():
    assert convert({"id": 1}, Example).parent_id is UNSET
    assert convert({"id": 1, "parent_id": None}, Example).parent_id is None


def test_unknown_fields_are_passed_over():
    assert convert({"id": 1, "something_new": {}}, Example).id == 1


def test_whole_numbers_may_be_written_as_fractions():
    found = convert({"id": "1", "count": 2.0, "parts": [{"title": "a"}]}, Example)
    assert (found.count, found.parts[0].title) == (2, "a")
    assert type(found.count) is int


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, "id", "BASE_TYPE_REQUIRED"),
        ({"id": "x"}, "id", "NUMBER_TYPE_COERCE"),
        ({"id": True}, "id", "NUMBER_TYPE_COERCE"),
        ({"id": -1}, "id", "NUMBER_TYPE_COERCE"),
        ({"id": str(2**64)}, "id", "NUMBER_TYPE_COERCE"),
        ({"id": 1, "name": 3}, "name", "STRING_TYPE_CONVERT"),
        ({"id": 1, "name": "abcdef"}, "name", "BASE_TYPE_MAX_LENGTH"),
        ({"id": 1, "name": ""}, "name", "BASE_TYPE_MIN_LENGTH"),
        ({"id": 1, "count": 4}, "count", "NUMBER_TYPE_MAX"),
        ({"id": 1, "count": 0}, "count", "NUMBER_TYPE_MIN"),
        ({"id": 1, "count": "two"}, "count", "NUMBER_TYPE_COERCE"),
        ({"id": 1, "count": 2.5}, "count", "NUMBER_TYPE_COERCE"),
        ({"id": 1, "count": 4.0}, "count", "NUMBER_TYPE_MAX"),
        ({"id": 1, "parts": {}}, "parts", "LIST_TYPE_CONVERT"),
        ({"id": 1, "parts": [{}, {"title": "toolong"}]}, "parts.1.title", "BASE_TYPE_MAX_LENGTH"),
        ({"id": 1, "until": "soon"}, "until", "DATE_TIME_TYPE_PARSE"),
        ({"id": 1, "permissions": "all"}, "permissions", "NUMBER_TYPE_COERCE"),
        ([], "", "DICT_TYPE_CONVERT"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(body, path, code):
    with pytest.raises(FormError) as raised:
        convert(body, Example)

    (found,) = raised.value.errors.items()
    assert found[0] == path
    assert found[1][0][0] == code


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"\xff\xfe",
        b'{"a": "\\ud800"}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b'{"a": NaN}',
    ],
)
def test_what_is_not_sound_json_is_refused(raw):
    with pytest.raises(InvalidJSON):
        decode_json(raw)


def test_nul_characters_are_refused_with_the_path():
    with pytest.raises(FormError) as raised:
        decode_json(b'{"embeds": [{"title": "a\\u0000b"}]}')

    assert list(raised.value.errors) == ["embeds.0.title"]


def test_an_escaped_backslash_before_u0000_is_ordinary_text():
    assert decode_json(b'{"a": "\\\\u0000"}') == {"a": "\\u0000"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_any_value_is_either_read_or_refused_as_an_api_error(value):
    for body in (value, {"id": value}, {"id": 1, "parts": value}, {"id": 1, "count": value}):
        refusal = None
        try:
            assert isinstance(convert(body, Example), Example)
        except APIError as error:
            refusal = error
        assert refusal is None or refusal.body()["code"] in {50035, 50109}
