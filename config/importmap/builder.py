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
