"""Components of messages: rows of buttons and menus, and the layouts of "components V2".

Checked against every documented limit, and kept as they are shown: with an id of their own each.
https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from config.kernel.errors import FormError
from config.settings import limits
from messaging.content.component_tree import ComponentType as T
from messaging.content.component_tree import walk
from messaging.content.controls import SELECTS, Reading, read_button, read_select, read_url
from messaging.content.forms import Form

MEDIA: Final = ("http", "https", "attachment")
FILE: Final = ("attachment",)
MAX_COLOR: Final = 0xFFFFFF
# Shown as null where there is none; everything else is absent then.
NULLABLE: Final = ("accent_color", "description")

IN_ROW: Final = (T.BUTTON, *SELECTS)
IN_CONTAINER: Final = (
    T.ACTION_ROW, T.SECTION, T.TEXT_DISPLAY, T.MEDIA_GALLERY, T.FILE, T.SEPARATOR,
)  # fmt: skip
AT_TOP: Final = (*IN_CONTAINER, T.CONTAINER)


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


def _media(form: Form, name: str, schemes: Sequence[str]) -> dict[str, Any]:
    part = form.part(name)
    if part is None:
        form.add(name, "BASE_TYPE_REQUIRED", "This field is required")
        return {}
    return {"url": read_url(part, limits.EMBED_URL_LENGTH, schemes)}


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
    T.BUTTON: read_button,
    **dict.fromkeys(SELECTS, read_select),
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
