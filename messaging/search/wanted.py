"""What somebody searches for, and the condition on the index that it is.

https://discord.com/developers/docs/resources/message#search-guild-messages
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from msgspec import Meta

from config.kernel.errors import field_error
from config.kernel.fields import Body, Snowflake
from config.settings import limits

Ids = Annotated[list[Snowflake], Meta(max_length=limits.SEARCH_VALUES)]
Names = Annotated[list[Annotated[str, Meta(max_length=256)]], Meta(max_length=limits.SEARCH_VALUES)]
AuthorType = Literal["user", "bot", "webhook", "-user", "-bot", "-webhook"]
Has = Literal[
    "link", "embed", "file", "image", "video", "sound", "sticker", "poll", "snapshot",
    "-link", "-embed", "-file", "-image", "-video", "-sound", "-sticker", "-poll", "-snapshot",
]  # fmt: skip
EmbedType = Literal["image", "video", "gif", "sound", "article"]

# Beyond so many words between two that are searched for, they are just both in the message.
SLOP_COUNTED: Final = 20
QUOTED_OR_WORD: Final = re.compile(r'"([^"]+)"|([^\s"]+)')
FILENAME_PARTS: Final = re.compile(r"[^\W_]+")


class SearchQuery(Body):
    """The parameters of a search; lists mean any of, but for ``has``: all of."""

    content: Annotated[str, Meta(max_length=limits.SEARCH_CONTENT_LENGTH)] = ""
    contents: Annotated[
        list[Annotated[str, Meta(max_length=limits.SEARCH_CONTENT_LENGTH)]],
        Meta(max_length=limits.SEARCH_VALUES),
    ] = []
    slop: Annotated[int, Meta(ge=0, le=limits.SEARCH_SLOP_MAX)] = limits.SEARCH_SLOP
    author_id: Ids = []
    author_type: Annotated[list[AuthorType], Meta(max_length=6)] = []
    mentions: Ids = []
    mentions_role_id: Ids = []
    mention_everyone: bool | None = None
    replied_to_user_id: Ids = []
    replied_to_message_id: Ids = []
    has: Annotated[list[Has], Meta(max_length=18)] = []
    link_hostname: Names = []
    embed_provider: Names = []
    embed_type: Annotated[list[EmbedType], Meta(max_length=5)] = []
    attachment_extension: Names = []
    attachment_filename: Annotated[
        list[Annotated[str, Meta(max_length=1024)]], Meta(max_length=limits.SEARCH_VALUES)
    ] = []
    pinned: bool | None = None
    min_id: Snowflake | None = None
    max_id: Snowflake | None = None
    channel_id: Annotated[list[Snowflake], Meta(max_length=limits.SEARCH_CHANNELS)] = []
    include_nsfw: bool = False
    sort_by: Literal["timestamp", "relevance"] = "timestamp"
    sort_order: Literal["asc", "desc"] = "desc"
    offset: Annotated[int, Meta(ge=0, le=limits.SEARCH_OFFSET)] = 0
    limit: Annotated[int, Meta(ge=1, le=limits.SEARCH_PAGE)] = limits.SEARCH_PAGE


@dataclass(frozen=True, slots=True)
class Words:
    """Terms that occur in this order, with at most ``slop`` words between two."""

    terms: tuple[str, ...]
    slop: int


def words_of(query: SearchQuery) -> list[Words]:
    """Return what the text of a message must contain."""
    found = []
    if query.content.strip():
        found.append(Words(split(query.content), query.slop))
    for index, one in enumerate(query.contents):
        slop, bar, text = one.partition("|")
        if not bar or not slop.isdecimal() or int(slop) > limits.SEARCH_SLOP_MAX:
            raise field_error(
                f"contents.{index}", "SEARCH_CONTENTS_INVALID", "Must be a slop, | and a text."
            )
        found.append(Words(split(text), int(slop)))
    return found


def split(text: str) -> tuple[str, ...]:
    """Return the terms of a text: its words, and what stands between quotation marks."""
    terms = [quoted or word for quoted, word in QUOTED_OR_WORD.findall(text)]
    return tuple(terms[: limits.SEARCH_TERMS])


def marks_of(query: SearchQuery) -> list[str]:
    """Return what a message must be and have, as parts of a tsquery to be joined by ``&``."""
    parts = [
        any_of("a", query.author_id),
        any_of("m", query.mentions),
        any_of("r", query.mentions_role_id),
        any_of("u", query.replied_to_user_id),
        any_of("y", query.replied_to_message_id),
        any_of("l", (name.lower() for name in query.link_hostname)),
        any_of("o", query.embed_provider),
        any_of("k", query.embed_type),
        any_of("x", (name.lower().lstrip(".") for name in query.attachment_extension)),
        either(filename(name) for name in query.attachment_filename),
        either(author_type(kind) for kind in query.author_type if kind[0] != "-"),
        *(f"!{author_type(kind[1:])}" for kind in query.author_type if kind[0] == "-"),
        *(flag(f"h:{thing.lstrip('-')}", wanted=thing[0] != "-") for thing in query.has),
        flag("everyone", wanted=query.mention_everyone),
        flag("pinned", wanted=query.pinned),
    ]
    return [part for part in parts if part]


def mark(name: str) -> str:
    """Return a mark as a tsquery has it; only values may come from outside."""
    escaped = name.replace("\\", "\\\\").replace("'", "''")
    return f"'#{escaped}'"


def any_of(kind: str, values: Iterable[object]) -> str:
    return either(mark(f"{kind}:{value}") for value in values)


def either(parts: Iterable[str]) -> str:
    joined = "|".join(dict.fromkeys(parts))
    return f"({joined})" if joined else ""


def flag(name: str, *, wanted: bool | None) -> str:
    if wanted is None:
        return ""
    return mark(name) if wanted else f"!{mark(name)}"


def author_type(kind: str) -> str:
    if kind == "user":
        return f"(!{mark('t:bot')}&!{mark('t:webhook')})"
    return mark(f"t:{kind}")


def filename(name: str) -> str:
    """Return the condition that all parts of a name occur in a file's."""
    parts = FILENAME_PARTS.findall(name.lower())
    return "(" + "&".join(mark(f"f:{part}") for part in parts or [name]) + ")"


def text_condition(words: Sequence[Words]) -> tuple[str, dict[str, object]]:
    """Return SQL for a tsquery of the words, and its parameters; empty without words."""
    calls: list[str] = []
    values: dict[str, object] = {}
    for index, one in enumerate(words):
        if one.slop > SLOP_COUNTED:
            for place, term in enumerate(one.terms):
                calls.append(f"message_search_query(%(w{index}_{place})s::text[], 0)")
                values[f"w{index}_{place}"] = [term]
            continue
        calls.append(f"message_search_query(%(w{index})s::text[], %(s{index})s)")
        values |= {f"w{index}": list(one.terms), f"s{index}": one.slop}
    return " && ".join(calls), values
