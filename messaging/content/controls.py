"""Buttons and menus in messages: what people press and choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from config.kernel.fields import parse_decimal
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.settings import limits
from messaging.content.component_tree import ComponentType as T
from messaging.content.emoji import canonical_unicode
from messaging.content.forms import Errors, Form

WEB: Final = ("http", "https")
LINK: Final = 5
STYLES: Final = (1, 2, 3, 4, LINK)

# What the default values of a menu may name.
SELECTS: Final[Mapping[int, tuple[str, ...]]] = {
    T.STRING_SELECT: (),
    T.USER_SELECT: ("user",),
    T.ROLE_SELECT: ("role",),
    T.MENTIONABLE_SELECT: ("user", "role"),
    T.CHANNEL_SELECT: ("channel",),
}


@dataclass
class Reading:
    """What has to be known of the components that were read before."""

    errors: Errors = field(default_factory=dict)
    custom_ids: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)
    text: int = 0


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


def read_button(form: Form, reading: Reading) -> dict[str, Any]:
    style = form.data.get("style")
    if type(style) is not int or style not in STYLES:
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
    return {**said, "url": read_url(form, limits.BUTTON_URL_LENGTH, WEB)}


def read_select(form: Form, reading: Reading) -> dict[str, Any]:
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
        if isinstance(types, list) and all(type(one) is int and 0 <= one <= 16 for one in types):
            said["channel_types"] = list(dict.fromkeys(types)) or None
        elif types is not None:
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


def read_url(form: Form, most: int, schemes: Sequence[str]) -> str | None:
    url = form.url("url", most, schemes)
    if url is None and not form.has_error("url"):
        form.add("url", "BASE_TYPE_REQUIRED", "This field is required")
    return url
