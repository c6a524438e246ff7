from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.names import clean_bot_name, clean_global_name, clean_username
from config.kernel.errors import FormError
from config.kernel.tokens import bot_id_of, new_bot_token
from config.settings import limits

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(st.one_of(texts, st.from_regex(r"[a-zA-Z0-9_.]{1,34}", fullmatch=True)))
def test_a_username_is_refused_or_plain(text):
    try:
        name = clean_username(text)
    except FormError:
        return
    assert 2 <= len(name) <= 32
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.")
    assert ".." not in name
    assert clean_username(name) == name


@given(texts)
def test_cleaning_a_display_name_twice_changes_nothing_more(text):
    try:
        name = clean_global_name(text)
    except FormError:
        return
    assert clean_global_name(name) == name
    assert name is None or 1 <= len(name) <= limits.GLOBAL_NAME_LENGTH


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200d", "\u3164", "\x00\n", "\u2800 \u2800"])
def test_a_display_name_that_cannot_be_seen_is_none(text):
    assert clean_global_name(text) is None


@pytest.mark.parametrize("name", ["👩‍👩‍👧", "Ада", "ada\u2009  l.", "名前"])
def test_display_names_may_be_anything_that_is_seen(name):
    assert clean_global_name(name)


@pytest.mark.parametrize("name", ["a", "a@b", "a#1", "x```y", "Everyone", "   x   "])
def test_names_of_bots_hold_nothing_that_mentions(name):
    with pytest.raises(FormError):
        clean_bot_name(name)


@given(texts)
def test_no_text_breaks_the_reading_of_a_token(text):
    bot_id_of(text)


@given(st.integers(0, 2**63 - 1))
def test_a_bot_token_begins_with_the_bots_id(user_id):
    token = new_bot_token(user_id)
    assert bot_id_of(token) == user_id
    assert token.count(".") == 2
