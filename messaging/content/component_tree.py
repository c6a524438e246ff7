"""What is in the components of a message, as they are stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

ATTACHMENT: Final = "attachment://"


class ComponentType(IntEnum):
    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17


def walk(components: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    """Yield every component, those inside others too."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        if "accessory" in component:
            yield from walk([component["accessory"]])


def media_of(components: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what components show of files and pictures; each has a ``url``."""
    for component in walk(components):
        for name in ("media", "file"):
            if name in component:
                yield component[name]
        for item in component.get("items", ()):
            yield item["media"]


def custom_emojis(
    components: Sequence[Mapping[str, Any]], path: str = "components"
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield where components show custom emoji, and those as they are stored."""
    for index, component in enumerate(components):
        here = f"{path}.{index}"
        yield from _emoji(component, here)
        for number, option in enumerate(component.get("options", ())):
            yield from _emoji(option, f"{here}.options.{number}")
        yield from custom_emojis(component.get("components", ()), f"{here}.components")
        if "accessory" in component:
            yield from _emoji(component["accessory"], f"{here}.accessory")


def _emoji(shown: Mapping[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    emoji = shown.get("emoji")
    if emoji is not None and emoji.get("id") is not None:
        yield f"{path}.emoji", emoji


def text_of(components: Sequence[Mapping[str, Any]]) -> str:
    """Return what components say in words, which may mention somebody."""
    return "\n".join(one["content"] for one in walk(components) if "content" in one)


def file_names(components: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the names of uploaded files that components show (``attachment://name``)."""
    urls = (media["url"] for media in media_of(components))
    return {url.removeprefix(ATTACHMENT) for url in urls if url.startswith(ATTACHMENT)}


def is_interactive(components: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether somebody could press or choose something that an application hears of."""
    return any("custom_id" in component for component in walk(components))
