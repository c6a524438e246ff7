"""What the API's description says of parts of bodies that this server reads field by field.

``embeds``, ``components``, ``polls`` and ``allowed_mentions`` name every wrong field at once, so
the types of bodies leave them to their readers; these are their shapes for who reads the
description. https://discord.com/developers/docs/resources/message
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from msgspec import Meta

from config.settings import limits

Schema = dict[str, Any]

NULL: Final[Schema] = {"type": "null"}
FLAG: Final[Schema] = {"anyOf": [{"type": "boolean"}, NULL]}
MOMENT: Final[Schema] = {"anyOf": [{"type": "string", "format": "date-time"}, NULL]}
IDS: Final[Schema] = {
    "type": "array",
    "items": {"anyOf": [{"type": "string", "pattern": "^[0-9]{1,20}$"}, {"type": "integer"}]},
    "maxItems": limits.ALLOWED_MENTIONS_IDS,
}
EMOJI: Final[Schema] = {
    "type": "object",
    "description": "A custom emoji by its id, any other by its characters.",
    "properties": {
        "id": {"anyOf": [{"type": "string"}, NULL]},
        "name": {"anyOf": [{"type": "string"}, NULL]},
        "animated": {"type": "boolean"},
    },
}


def text(most: int) -> Schema:
    return {"anyOf": [{"type": "string", "maxLength": most}, NULL]}


def whole(low: int, high: int) -> Schema:
    return {"anyOf": [{"type": "integer", "minimum": low, "maximum": high}, NULL]}


def record(properties: Schema, required: Sequence[str] = ()) -> Schema:
    found: Schema = {"type": "object", "properties": properties}
    return {**found, "required": list(required)} if required else found


def several(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


URL: Final = text(limits.EMBED_URL_LENGTH)
PICTURE: Final = record({"url": URL})
EMBED: Final = record(
    {
        "title": text(limits.EMBED_TITLE_LENGTH),
        "description": text(limits.EMBED_DESCRIPTION_LENGTH),
        "url": URL,
        "timestamp": MOMENT,
        "color": whole(0, 0xFFFFFF),
        "footer": record({"text": text(limits.EMBED_FOOTER_LENGTH), "icon_url": URL}, ["text"]),
        "image": PICTURE,
        "thumbnail": PICTURE,
        "video": PICTURE,
        "provider": record({"name": text(limits.EMBED_AUTHOR_LENGTH), "url": URL}),
        "author": record(
            {"name": text(limits.EMBED_AUTHOR_LENGTH), "url": URL, "icon_url": URL}, ["name"]
        ),
        "fields": several(
            record(
                {
                    "name": text(limits.EMBED_FIELD_NAME_LENGTH),
                    "value": text(limits.EMBED_FIELD_VALUE_LENGTH),
                    "inline": FLAG,
                },
                ["name", "value"],
            ),
            limits.EMBED_FIELDS,
        ),
    }
)
POLL: Final = record(
    {
        "question": record({"text": text(limits.POLL_QUESTION_LENGTH)}, ["text"]),
        "answers": several(
            record(
                {
                    "poll_media": record(
                        {"text": text(limits.POLL_ANSWER_LENGTH), "emoji": EMOJI}, ["text"]
                    )
                },
                ["poll_media"],
            ),
            limits.POLL_ANSWERS,
        ),
        "duration": {**whole(1, limits.POLL_HOURS_MAX), "description": "Hours."},
        "allow_multiselect": FLAG,
        "layout_type": whole(1, 1),
    },
    ["question", "answers"],
)
ALLOWED_MENTIONS: Final = record(
    {
        "parse": {
            "type": "array",
            "items": {"type": "string", "enum": ["users", "roles", "everyone"]},
        },
        "users": IDS,
        "roles": IDS,
        "replied_user": FLAG,
    }
)
COMPONENT: Final[Schema] = {
    "type": "object",
    "description": "https://discord.com/developers/docs/components/reference",
    "properties": {
        "type": {"type": "integer"},
        "id": whole(0, 2**31 - 1),
        "components": {"type": "array", "items": {"type": "object"}},
        "accessory": {"type": "object"},
        "custom_id": text(limits.COMPONENT_CUSTOM_ID_LENGTH),
        "style": whole(1, 5),
        "label": text(limits.BUTTON_LABEL_LENGTH),
        "emoji": EMOJI,
        "url": text(limits.BUTTON_URL_LENGTH),
        "disabled": FLAG,
        "placeholder": text(limits.SELECT_PLACEHOLDER_LENGTH),
        "min_values": whole(0, limits.SELECT_OPTIONS),
        "max_values": whole(1, limits.SELECT_OPTIONS),
        "options": several(
            record(
                {
                    "label": text(limits.SELECT_OPTION_LENGTH),
                    "value": text(limits.SELECT_OPTION_LENGTH),
                    "description": text(limits.SELECT_OPTION_LENGTH),
                    "emoji": EMOJI,
                    "default": FLAG,
                },
                ["label", "value"],
            ),
            limits.SELECT_OPTIONS,
        ),
        "content": text(limits.COMPONENT_TEXT_LENGTH),
        "spoiler": FLAG,
    },
    "required": ["type"],
}

# For annotations: any value goes through to its reader, which says what is wrong with it.
Embed = Annotated[Any, Meta(title="Embed", extra_json_schema=EMBED)]
EmbedObject = Annotated[dict[str, Any], Meta(title="Embed", extra_json_schema=EMBED)]
Component = Annotated[Any, Meta(title="Component", extra_json_schema=COMPONENT)]
PollObject = Annotated[dict[str, Any], Meta(title="Poll", extra_json_schema=POLL)]
AllowedMentionsObject = Annotated[
    dict[str, Any], Meta(title="Allowed mentions", extra_json_schema=ALLOWED_MENTIONS)
]
