"""Pure understanding of what a message says."""

import string

import pytest
from emoji import EMOJI_DATA
from hypothesis import given
from hypothesis import strategies as st

from config.kernel.errors import FormError
from config.settings import limits
from messaging.content.allowed_mentions import read_allowed_mentions
from messaging.content.embeds import attachment_names, read_embeds, text_length
from messaging.content.emoji import EmojiKey, canonical_unicode, read_emoji
from messaging.content.filenames import safe_filename
from messaging.content.mentions import Mentions, parse_mentions
from messaging.content.scalars import is_storable

ids = st.integers(1, 2**63 - 1)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def paths_of(error):
    return set(error.value.errors)


# Mentions


@given(st.lists(ids, unique=True, max_size=8), st.lists(ids, unique=True, max_size=8))
def test_every_mention_is_found_once_and_in_order(users, roles):
    text = " ".join([f"<@{i}> <@!{i}>" for i in users] + [f"<@&{i}>" for i in roles])
    assert parse_mentions(text) == Mentions(tuple(users), tuple(roles))


@given(st.text())
def test_any_text_can_be_read(text):
    parse_mentions(text)


@given(st.text(alphabet=string.ascii_letters + " <>@&!#0123456789"))
def test_what_stands_in_code_addresses_nobody(text):
    assert parse_mentions(f"```{text} <@1> @everyone```") == Mentions()


def test_everyone_and_here_are_words_of_their_own():
    assert parse_mentions("hey @everyone!").everyone
    assert parse_mentions("@here").everyone
    assert not parse_mentions("@everyoneelse").everyone
    assert not parse_mentions(r"\@everyone").everyone


def test_ids_that_cannot_exist_are_passed_over():
    assert parse_mentions("<@0> <@99999999999999999999> <@9223372036854775808>") == Mentions()


# allowed_mentions


def test_without_allowed_mentions_everything_may_notify():
    found = Mentions((1, 2), (3,), True)
    assert read_allowed_mentions(None).of(found) == found
    assert read_allowed_mentions(None).replied_user


def test_an_empty_object_lets_nothing_through():
    allowed = read_allowed_mentions({})
    assert allowed.of(Mentions((1,), (3,), True)) == Mentions()
    assert not allowed.replied_user


def test_listed_users_are_let_through_whether_sent_as_numbers_or_strings():
    allowed = read_allowed_mentions({"parse": ["roles"], "users": [1, "2"]})
    assert allowed.of(Mentions((1, 2, 3), (4,), True)) == Mentions((1, 2), (4,))


def test_parsing_a_kind_and_listing_it_excludes_each_other():
    with pytest.raises(FormError) as error:
        read_allowed_mentions({"parse": ["users"], "users": ["1"]})
    assert paths_of(error) == {"allowed_mentions"}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"parse": "users"}, "allowed_mentions.parse"),
        ({"parse": ["users", "channels"]}, "allowed_mentions.parse.1"),
        ({"parse": [[]]}, "allowed_mentions.parse.0"),
        ({"users": 5}, "allowed_mentions.users"),
        ({"users": ["1", "x"]}, "allowed_mentions.users.1"),
        ({"roles": [True]}, "allowed_mentions.roles.0"),
        ({"users": list(range(101))}, "allowed_mentions.users"),
        ({"replied_user": "yes"}, "allowed_mentions.replied_user"),
    ],
)
def test_a_wrong_field_is_named(body, path):
    with pytest.raises(FormError) as error:
        read_allowed_mentions(body)
    assert paths_of(error) == {path}


# Embeds


def test_a_full_embed_comes_back_as_it_was_sent():
    embed = {
        "title": "T",
        "description": "D",
        "url": "https://example.org/",
        "timestamp": "2026-01-02T03:04:05+00:00",
        "color": 0xFF0000,
        "footer": {"text": "F", "icon_url": "https://example.org/f.png"},
        "image": {"url": "attachment://p.png"},
        "thumbnail": {"url": "https://example.org/t.png"},
        "author": {"name": "A", "url": "https://example.org/a"},
        "fields": [{"name": "n", "value": "v", "inline": True}],
    }
    assert read_embeds([embed]) == [{"type": "rich", **embed}]
    assert attachment_names([embed]) == {"p.png"}


def test_an_embed_that_says_nothing_is_left_out():
    assert read_embeds([{}, {"title": "  "}, {"type": "rich", "unknown": 1}]) == []


@pytest.mark.parametrize(
    ("embed", "path"),
    [
        ("text", "embeds.0"),
        ({"title": "x" * 257}, "embeds.0.title"),
        ({"title": []}, "embeds.0.title"),
        ({"title": "a\0b"}, "embeds.0.title"),
        ({"title": "\ud800"}, "embeds.0.title"),
        ({"description": "x" * 4097}, "embeds.0.description"),
        ({"url": "javascript:alert(1)"}, "embeds.0.url"),
        ({"url": "https://"}, "embeds.0.url"),
        ({"url": "https://[bad"}, "embeds.0.url"),
        ({"timestamp": "yesterday"}, "embeds.0.timestamp"),
        ({"timestamp": 5}, "embeds.0.timestamp"),
        ({"color": -1}, "embeds.0.color"),
        ({"color": 0x1000000}, "embeds.0.color"),
        ({"color": "red"}, "embeds.0.color"),
        ({"footer": {"text": "x" * 2049}}, "embeds.0.footer.text"),
        ({"footer": {}}, "embeds.0.footer.text"),
        ({"author": {"name": "x" * 257}}, "embeds.0.author.name"),
        ({"author": {"name": "a", "icon_url": "ftp://x/y"}}, "embeds.0.author.icon_url"),
        ({"image": {"url": "file:///etc/passwd"}}, "embeds.0.image.url"),
        ({"fields": {}}, "embeds.0.fields"),
        ({"fields": [{"name": "n", "value": "v"}] * 26}, "embeds.0.fields"),
        ({"fields": [{"name": "", "value": "v"}]}, "embeds.0.fields.0.name"),
        ({"fields": [{"name": "n", "value": "x" * 1025}]}, "embeds.0.fields.0.value"),
        ({"fields": [{"name": "n", "value": "v", "inline": 1}]}, "embeds.0.fields.0.inline"),
    ],
)
def test_every_limit_of_an_embed_names_the_field(embed, path):
    with pytest.raises(FormError) as error:
        read_embeds([embed])
    assert paths_of(error) == {path}


def test_all_embeds_of_a_message_share_one_total():
    embed = {"description": "x" * 3001}
    assert len(read_embeds([embed])) == 1
    with pytest.raises(FormError) as error:
        read_embeds([embed, embed])
    assert error.value.errors["embeds"][0][0] == "MAX_EMBED_SIZE_EXCEEDED"


def test_eleven_embeds_are_too_many():
    with pytest.raises(FormError):
        read_embeds([{"title": "x"}] * (limits.EMBEDS_PER_MESSAGE + 1))


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                [
                    "title",
                    "description",
                    "url",
                    "timestamp",
                    "color",
                    "footer",
                    "image",
                    "author",
                    "fields",
                ]
            ),
            json_values,
        ),
        max_size=3,
    )
)
def test_whatever_is_sent_is_read_or_refused(value):
    try:
        embeds = read_embeds(value)
    except FormError:
        return
    assert sum(map(text_length, embeds)) <= limits.EMBED_TOTAL_LENGTH
    assert read_embeds(embeds) == embeds


# Emoji


@pytest.mark.parametrize("text", ["👍", "🏳️‍🌈", "👨‍👩‍👧‍👦", "1️⃣", "🇩🇪", "👋🏽", "🇦"])
def test_unicode_emoji_are_known(text):
    assert read_emoji(text) == EmojiKey(0, text)


def test_forms_of_one_emoji_are_the_same_reaction():
    assert canonical_unicode("❤") == canonical_unicode("❤️") == "❤️"


@pytest.mark.parametrize(
    "text",
    ["", "notanemoji", "a", "👍👍", "👍 ", "1", "<:x:1>", ":1", "x:0", "x:99999999999999999999"],
)
def test_what_is_no_emoji_is_refused(text):
    assert read_emoji(text) is None


@given(st.from_regex(r"[A-Za-z0-9_]{2,32}", fullmatch=True), ids)
def test_custom_emoji_are_read_by_name_and_id(name, snowflake):
    assert read_emoji(f"{name}:{snowflake}") == EmojiKey(snowflake, name)
    assert read_emoji(f"a:{name}:{snowflake}") == EmojiKey(snowflake, name)


@given(st.sampled_from(sorted(EMOJI_DATA)))
def test_the_canonical_form_is_stable(text):
    form = canonical_unicode(text)
    assert form is not None
    assert canonical_unicode(form) == form


@given(st.text(max_size=80))
def test_any_path_segment_can_be_read_as_an_emoji(text):
    read_emoji(text)


# File names and text


@given(st.text())
def test_a_safe_name_is_safe_and_stays_so(name):
    safe = safe_filename(name)
    assert safe
    assert len(safe) <= limits.ATTACHMENT_FILENAME_LENGTH
    assert not set(safe) & set('/\\\0"\n\r:')
    assert safe not in {".", ".."}
    assert safe_filename(safe) == safe
    safe.encode()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("räw data.bin", "räw data.bin"),
        ("../../etc/passwd", "passwd"),
        ("C:\\evil.exe", "evil.exe"),
        ("", "unknown"),
        ("...", "unknown"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("x" * 300 + ".png", "x" * 256 + ".png"),
    ],
)
def test_file_names_become_harmless(name, safe):
    assert safe_filename(name) == safe


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_proper_text_can_be_stored(text):
    assert is_storable(text)


def test_nul_and_lone_surrogates_cannot_be_stored():
    assert not is_storable("a\0b")
    assert not is_storable("\udc80")
