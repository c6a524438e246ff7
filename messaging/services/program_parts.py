"""What only programs put into their messages: embeds and components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from config.kernel.errors import MissingPermissions, field_error
from guilds.access import ChannelAccess
from guilds.permissions import Permissions
from messaging.content.bodies import NewMessage
from messaging.content.component_tree import file_names
from messaging.content.components import read_components
from messaging.content.embeds import read_embeds
from messaging.models import MessageFlags

EMBED_LINKS: Final = int(Permissions.EMBED_LINKS)


def embeds_of(message: NewMessage, access: ChannelAccess) -> list[dict[str, Any]]:
    """Return the embeds of a program's message; people have none of their own, as at Discord."""
    given = message.embeds
    if given is None and message.embed is not None:
        given = [message.embed]
    if not given:
        return []
    embeds = read_embeds(given)
    if embeds and not access.permissions & EMBED_LINKS:
        raise MissingPermissions
    return embeds


def components_of(
    given: Sequence[Any] | None, flags: int, attachments: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the components of a program's message; they show files of that message only."""
    if not given:
        return []
    found = read_components(given, is_v2=bool(flags & MessageFlags.IS_COMPONENTS_V2))
    require_files(found, {file["filename"] for file in attachments})
    return found


def require_files(components: Sequence[Mapping[str, Any]], filenames: set[str]) -> None:
    if file_names(components) - filenames:
        raise field_error(
            "components",
            "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
            "The referenced attachment could not be found",
        )


def require_components_only(content: str, embeds: Any, poll: Any, stickers: Any) -> None:
    """Refuse what a message that is made of components cannot have besides."""
    given = {"content": content, "embeds": embeds, "poll": poll, "sticker_ids": stickers}
    for name, value in given.items():
        if value:
            raise field_error(
                name,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )
