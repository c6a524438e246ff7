"""Builds the import map: bare names of npm packages and `app/…` for our own modules."""

from __future__ import annotations

import json
from functools import cache

from django.conf import settings
from django.templatetags.static import static

from config.importmap.finders import PREFIX
from config.importmap.packages import MODULES
from config.settings.environment import BASE_DIR

OWN = "app"
# What the client fetches when it is opened (`static/app/actions/open.js`).
FETCHED_LATER = (
    "app/views/settings/",
    "app/voice/",
    "app/views/guild-settings/",
    "app/views/channel-settings/",
)


def import_map() -> str:
    """Return the import map as JSON that is safe inside a script element."""
    return build() if settings.DEBUG else built_once()


@cache
def built_once() -> str:
    return build()


def build() -> str:
    """Map each module to its address; with hashed names, every own module has its own entry."""
    imports = {name: static(f"{PREFIX}/{file}") for name, file in MODULES.items()}
    root = BASE_DIR / "static"
    for file in sorted((root / OWN).rglob("*.js")):
        name = file.relative_to(root).as_posix()
        imports[name] = static(name)
    return json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c")


def preloads() -> list[str]:
    """Return the addresses of the modules that the client needs at its start.

    Modules import each other many levels deep: without this a browser learns of each level only
    when it has read the one above.
    """
    imports: dict[str, str] = json.loads(import_map())["imports"]
    return [address for name, address in imports.items() if is_needed_at_start(name)]


def is_needed_at_start(name: str) -> bool:
    return not name.endswith("-data") and not name.startswith(FETCHED_LATER)
