"""Components of messages: rows of buttons and menus, and the layouts of "components V2".

Checked against every documented limit, and kept as they are shown: with an id of their own each.
https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from config.kernel.errors import FormError
from config.kernel.fields import parse_decimal
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.settings import limits
from messaging.content.component_tree import ComponentType as T
from messaging.content.component_tree import walk
from messaging.content.emoji import canonical_unicode
from messaging.content.forms import Errors, Form

WEB: Final = ("http", "https")
MEDIA: Final = ("http", "https", "attachment")
FILE: Final = ("attachment",)
MAX_COLOR: Final = 0xFFFFFF
LINK: Final = 5
STYLES: Final = (1, 2, 3, 4, LINK)
# Shown as null where there is none; everything else is absent then.
NULLABLE: Final = ("accent_color", "description")


# What the default values of a menu may name.
SELECTS: Final[Mapping[int, tuple[str, ...]]] = {
    T.STRING_SELECT: (),
    T.USER_SELECT: ("user",),
    T.ROLE_SELECT: ("role",),
    T.MENTIONABLE_SELECT: ("user", "role"),
    T.CHANNEL_SELECT: ("channel",),
}
IN_ROW: Final = (T.BUTTON, *SELECTS)
IN_CONTAINER: Final = (
    T.ACTION_ROW, T.SECTION, T.TEXT_DISPLAY, T.MEDIA_GALLERY, T.FILE, T.SEPARATOR,
)  # fmt: skip
AT_TOP: Final = (*IN_CONTAINER, T.CONTAINER)


@dataclass
class Reading:
    """What has to be known of the components that were read before."""

    errors: Errors = field(default_factory=dict)
    custom_ids: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)
    text: int = 0


def read_components(
    value: object, *, is_v2: bool, path: str = "components"
) -> list[dict[str, Any]]:
    """Return components as they are stored; raises ``FormError`` naming every wrong field."""
    reading = Reading()
    top = Form("", {"_": value}, reading.errors)
    top.path = path
    found: list[dict[str, Any]] = []
    kinds = AT_TOP if is_v2 else (T.ACTION_ROW,)
    most = limits.COMPONENTS_PER_MESSAGE if is_v2 else limits.COMPONENT_ROWS
    if not isinstance(value, list):
        top.add("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    elif len(value) > most:
        top.add("", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length.")
    else:
        forms = (Form(f"{path}.{i}", item, reading.errors) for i, item in enumerate(value))
        found = [_component(form, kinds, reading) for form in forms]
    if not reading.errors and sum(1 for _ in walk(found)) > limits.COMPONENTS_PER_MESSAGE:
        message = f"The total number of components cannot exceed {limits.COMPONENTS_PER_MESSAGE}"
        top.add("", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    if reading.text > limits.COMPONENT_TEXT_LENGTH:
        message = f"Displayable text size exceeds maximum of {limits.COMPONENT_TEXT_LENGTH}"
        top.add("", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)
    if reading.errors:
        raise FormError(reading.errors)
    _number(found, reading.ids)
    return found


def _component(form: Form, kinds: Sequence[int], reading: Reading) -> dict[str, Any]:
    kind = form.data.get("type")
    if not isinstance(kind, int) or isinstance(kind, bool) or kind not in kinds:
        if form.data:
            listed = ", ".join(str(int(one)) for one in kinds)
            message = f'Value of field "type" must be one of ({listed}).'
            form.add("type", "UNION_TYPE_CHOICES", message)
        return {}
    given = form.integer("id", 0, 2**31 - 1)
    if given:
        if given in reading.ids:
            form.add("id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
        reading.ids.add(given)
    said = READERS[kind](form, reading)
    there = {name: one for name, one in said.items() if one is not None or name in NULLABLE}
    return {"type": int(kind), "id": given or 0, **there}


def _parts(
    form: Form, name: str, low: int, high: int, kinds: Sequence[int], reading: Reading
) -> list[dict[str, Any]]:
    value = form.data.get(name)
    if isinstance(value, list) and len(value) < low:
        form.add(name, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
    elif value is None:
        form.add(name, "BASE_TYPE_REQUIRED", "This field is required")
    return [_component(part, kinds, reading) for part in form.parts(name, high)]


def _row(form: Form, reading: Reading) -> dict[str, Any]:
    found = _parts(form, "components", 1, limits.COMPONENTS_PER_ROW, IN_ROW, reading)
    if len(found) > 1 and any(part.get("type") in SELECTS for part in found):
        message = "The specified component exceeds the maximum width"
        form.add("components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
    return {"components": found}


def _custom_id(form: Form, reading: Reading) -> str | None:
    custom_id = _exact(form, "custom_id", limits.COMPONENT_CUSTOM_ID_LENGTH)
    if custom_id is not None and custom_id in reading.custom_ids:
        message = "Component custom id cannot be duplicated"
        form.add("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", message)
    reading.custom_ids.add(custom_id or "")
    return custom_id


def _exact(form: Form, name: str, most: int) -> str | None:
    """Read what only programs read: it comes back to them as they wrote it."""
    text = form.text(name, most, needed=True)
    value = form.data.get(name)
    return value if text is not None and isinstance(value, str) else text


def _button(form: Form, reading: Reading) -> dict[str, Any]:
    style = form.data.get("style")
    if style not in STYLES or isinstance(style, bool):
        listed = ", ".join(map(str, STYLES))
        form.add("style", "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")
    label = form.text("label", limits.BUTTON_LABEL_LENGTH)
    emoji = _emoji(form)
    if label is None and emoji is None and not form.has_error("label"):
        form.add("", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required")
    said = {"style": style, "label": label, "emoji": emoji, "disabled": form.flag("disabled")}
    if style != LINK:
        return {**said, "custom_id": _custom_id(form, reading)}
    if form.data.get("custom_id") is not None:
        message = "A custom id and url cannot both be specified"
        form.add("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    return {**said, "url": _url(form, limits.BUTTON_URL_LENGTH, WEB)}


def _select(form: Form, reading: Reading) -> dict[str, Any]:
    kind = form.data["type"]
    most = limits.SELECT_OPTIONS
    low = form.integer("min_values", 0, most)
    high = form.integer("max_values", 1, most)
    low, high = 1 if low is None else low, 1 if high is None else high
    if low > high:
        message = "min_values should be less than or equal to max_values."
        form.add("min_values", "SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX", message)
    said: dict[str, Any] = {
        "custom_id": _custom_id(form, reading),
        "placeholder": form.text("placeholder", limits.SELECT_PLACEHOLDER_LENGTH),
        "min_values": low,
        "max_values": high,
        "disabled": form.flag("disabled"),
    }
    if kind == T.STRING_SELECT:
        said["options"] = options = _options(form)
        chosen = sum(option["default"] for option in options)
        if len(options) < low:
            message = f"Must have at least {low} options."
            form.add("options", "SELECT_COMPONENT_TOO_FEW_OPTIONS", message)
    else:
        defaults = [_default(part, SELECTS[kind]) for part in form.parts("default_values", most)]
        said["default_values"] = defaults or None
        chosen = len(defaults)
    if chosen > high:
        message = f"Cannot have more than {high} default values."
        form.add("max_values", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)
    if kind == T.CHANNEL_SELECT:
        types = form.data.get("channel_types")
        if types and all(isinstance(one, int) and 0 <= one <= 16 for one in types):
            said["channel_types"] = list(dict.fromkeys(types))
        elif types:
            form.add("channel_types", "BASE_TYPE_CHOICES", "Value must be a type of channel.")
    return said


def _options(form: Form) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = []
    values: set[str | None] = set()
    if not form.data.get("options"):
        form.add("options", "BASE_TYPE_REQUIRED", "This field is required")
    length = limits.SELECT_OPTION_LENGTH
    for part in form.parts("options", limits.SELECT_OPTIONS):
        value = _exact(part, "value", length)
        if value is not None and value in values:
            message = "The specified option value is already used"
            part.add("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        values.add(value)
        said = {
            "label": part.text("label", length, needed=True),
            "value": value,
            "description": part.text("description", length),
            "emoji": _emoji(part),
            "default": part.flag("default"),
        }
        options.append({name: one for name, one in said.items() if one is not None})
    return options


def _default(form: Form, kinds: Sequence[str]) -> dict[str, Any]:
    snowflake = parse_decimal(form.data.get("id"), MAX_SNOWFLAKE)
    if snowflake is None:
        form.add("id", "NUMBER_TYPE_COERCE", "Value is not snowflake.")
    kind = form.data.get("type")
    if kind not in kinds:
        form.add("type", "BASE_TYPE_CHOICES", f"Value must be one of {tuple(kinds)}.")
    return {"id": str(snowflake), "type": kind}


def _emoji(form: Form) -> dict[str, Any] | None:
    """Return an emoji as buttons and options show it; who does not know it sees its name."""
    part = form.part("emoji")
    if part is None:
        return None
    name = part.text("name", limits.COMPONENT_EMOJI_NAME_LENGTH)
    if part.data.get("id") is None:
        unicode = canonical_unicode(name or "")
        if unicode is None:
            part.add("name", "COMPONENT_INVALID_EMOJI", "Invalid emoji")
        return {"name": unicode}
    snowflake = parse_decimal(part.data["id"], MAX_SNOWFLAKE)
    if not snowflake:
        part.add("id", "COMPONENT_INVALID_EMOJI", "Invalid emoji")
    return {"id": str(snowflake), "name": name or "_", "animated": part.flag("animated")}


def _url(form: Form, most: int, schemes: Sequence[str]) -> str | None:
    url = form.url("url", most, schemes)
    if url is None and not form.has_error("url"):
        form.add("url", "BASE_TYPE_REQUIRED", "This field is required")
    return url


def _media(form: Form, name: str, schemes: Sequence[str]) -> dict[str, Any]:
    part = form.part(name)
    if part is None:
        form.add(name, "BASE_TYPE_REQUIRED", "This field is required")
        return {}
    return {"url": _url(part, limits.EMBED_URL_LENGTH, schemes)}


def _described(form: Form) -> dict[str, Any]:
    """Read a picture with what is said about it; absent is null here, in answers, too."""
    return {
        "media": _media(form, "media", MEDIA),
        "description": form.text("description", limits.ATTACHMENT_DESCRIPTION_LENGTH),
        "spoiler": form.flag("spoiler"),
    }


def _section(form: Form, reading: Reading) -> dict[str, Any]:
    found = _parts(form, "components", 1, limits.TEXTS_PER_SECTION, (T.TEXT_DISPLAY,), reading)
    accessory = form.part("accessory")
    if accessory is None:
        form.add("accessory", "BASE_TYPE_REQUIRED", "This field is required")
        return {}
    return {
        "components": found,
        "accessory": _component(accessory, (T.BUTTON, T.THUMBNAIL), reading),
    }


def _text(form: Form, reading: Reading) -> dict[str, Any]:
    content = form.text("content", limits.COMPONENT_TEXT_LENGTH, needed=True)
    reading.text += len(content or "")
    return {"content": content}


def _thumbnail(form: Form, _: Reading) -> dict[str, Any]:
    return _described(form)


def _gallery(form: Form, _: Reading) -> dict[str, Any]:
    items = [_described(part) for part in form.parts("items", limits.GALLERY_ITEMS)]
    if not form.data.get("items"):
        form.add("items", "BASE_TYPE_REQUIRED", "This field is required")
    return {"items": items}


def _file(form: Form, _: Reading) -> dict[str, Any]:
    return {"file": _media(form, "file", FILE), "spoiler": form.flag("spoiler")}


def _separator(form: Form, _: Reading) -> dict[str, Any]:
    spacing = form.integer("spacing", 1, 2)
    return {"spacing": spacing or 1, "divider": form.data.get("divider") is not False}


def _container(form: Form, reading: Reading) -> dict[str, Any]:
    most = limits.COMPONENTS_PER_MESSAGE
    return {
        "accent_color": form.integer("accent_color", 0, MAX_COLOR),
        "components": _parts(form, "components", 1, most, IN_CONTAINER, reading),
        "spoiler": form.flag("spoiler"),
    }


READERS: Final[Mapping[int, Callable[[Form, Reading], dict[str, Any]]]] = {
    T.ACTION_ROW: _row,
    T.BUTTON: _button,
    **dict.fromkeys(SELECTS, _select),
    T.SECTION: _section,
    T.TEXT_DISPLAY: _text,
    T.THUMBNAIL: _thumbnail,
    T.MEDIA_GALLERY: _gallery,
    T.FILE: _file,
    T.SEPARATOR: _separator,
    T.CONTAINER: _container,
}


def _number(components: Sequence[dict[str, Any]], taken: set[int]) -> None:
    """Give an id to each component whose author gave it none, in their order."""
    number = 0
    for component in walk(components):
        if not component["id"]:
            number += 1
            while number in taken:
                number += 1
            component["id"] = number
