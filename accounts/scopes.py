"""What an application may be allowed to do in somebody's name (pure).

https://discord.com/developers/docs/topics/oauth2#shared-resources-oauth2-scopes
What each scope opens is declared on the operations: `@operation(scopes=("identify",))`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SCOPES: Final = frozenset(
    {
        "openid",
        "identify",
        "email",
        "connections",
        "guilds",
        "guilds.join",
        "guilds.members.read",
        "gdm.join",
        "bot",
        "applications.commands",
        "applications.commands.update",
        "applications.commands.permissions.update",
        "role_connections.write",
        "webhook.incoming",
    }
)
# Consent to these alone lets a bot in and hands nothing out: no code need be exchanged for it.
WITHOUT_CODE: Final = frozenset({"bot", "applications.commands"})
# An application asks for these by its own credentials only, not a person by consent.
OWN_ONLY: Final = frozenset({"applications.commands.update"})
# These mean a guild, so they need somebody who chooses it.
WITH_GUILD: Final = frozenset({"bot", "webhook.incoming"})


def parse_scopes(text: str) -> tuple[str, ...]:
    """Return the scopes of a request in their order, each once."""
    return tuple(dict.fromkeys(text.replace("+", " ").split()))


def may_be_consented(scopes: Iterable[str]) -> bool:
    wanted = set(scopes)
    return bool(wanted) and wanted <= SCOPES - OWN_ONLY


def may_be_own(scopes: Iterable[str]) -> bool:
    """Return whether an application may have these for its owner, by its credentials."""
    wanted = set(scopes)
    return bool(wanted) and wanted <= SCOPES - WITH_GUILD
