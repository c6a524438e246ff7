"""What people and bots may be called.

Names follow https://support.discord.com/hc/en-us/articles/12620128861463: usernames of people
are lower case and unique, display names are free.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from config.kernel.errors import FormError, bad_length, field_error
from config.settings import limits

USERNAME: Final = re.compile(r"[a-z0-9_.]+", re.ASCII)
RESERVED: Final = frozenset({"everyone", "here", "discord", "system", "guildhall", "deleted_user"})
# What a bot's name must not hold, because mentions and code are written with it.
FORBIDDEN_IN_BOT_NAMES: Final = ("@", "#", ":", "```")
BLANK: Final = frozenset({"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"})


def clean_username(username: str, path: str = "username") -> str:
    """Return the name of a person in the form that is kept, or raise ``FormError``."""
    name = username.strip().lower()
    check_length(name, path)
    if not USERNAME.fullmatch(name):
        raise field_error(
            path,
            "USERNAME_INVALID_CONTAINS",
            "Please only use numbers, lower case letters, underscores _, or periods.",
        )
    if ".." in name:
        raise field_error(
            path, "USERNAME_INVALID_CONTAINS", "Username cannot contain consecutive periods."
        )
    check_reserved(name, path)
    return name


def clean_bot_name(name: str, path: str = "username") -> str:
    """Return the name of a bot; it need not be unique, and may hold any letters."""
    name = tidy(name)
    check_length(name, path)
    for part in FORBIDDEN_IN_BOT_NAMES:
        if part in name:
            raise field_error(
                path, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{part}".'
            )
    check_reserved(name.lower(), path)
    return name


def clean_global_name(name: str | None, path: str = "global_name") -> str | None:
    """Return a display name; an empty one is none."""
    name = tidy(name or "")
    if not name:
        return None
    if len(name) > limits.GLOBAL_NAME_LENGTH:
        raise bad_length(path, 1, limits.GLOBAL_NAME_LENGTH)
    return name


def tidy(text: str) -> str:
    """Drop what cannot be seen, and join runs of spaces."""
    visible = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace()
        or (unicodedata.category(character) not in {"Cc", "Cn", "Co"} and character not in BLANK)
    )
    joined = " ".join(visible.split())
    # Joiners belong into emoji, but a name of nothing else is empty.
    return joined if any(unicodedata.category(c) not in {"Cf", "Zs"} for c in joined) else ""


def check_length(name: str, path: str) -> None:
    if not limits.USERNAME_MIN_LENGTH <= len(name) <= limits.USERNAME_MAX_LENGTH:
        raise bad_length(path, limits.USERNAME_MIN_LENGTH, limits.USERNAME_MAX_LENGTH)


def check_reserved(name: str, path: str) -> None:
    if name in RESERVED:
        raise FormError({path: [("USERNAME_INVALID_RESERVED", f'"{name}" is reserved.')]})


def username_taken(path: str = "username") -> FormError:
    return field_error(path, "USERNAME_ALREADY_TAKEN", "Username is unavailable.")
