"""The icons of the web client as one SVG sprite, taken from npm as they are."""

from __future__ import annotations

import json
import re
from functools import cache

from django.conf import settings

from config.settings.environment import BASE_DIR

NAMES = "static/app/icons.json"
ICONS = "node_modules/lucide-static/icons"


def icon_sprite() -> str:
    """Return the sprite; each icon is a symbol `icon-<name>` that takes its colour from the page."""
    return build() if settings.DEBUG else built_once()


@cache
def built_once() -> str:
    return build()


def build() -> str:
    names = json.loads((BASE_DIR / NAMES).read_text())
    symbols = "".join(symbol(name) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="sprite">{symbols}</svg>'


def symbol(name: str) -> str:
    source = (BASE_DIR / ICONS / f"{name}.svg").read_text()
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", source, re.DOTALL)
    if shapes is None:
        raise ValueError(f"{name}.svg holds no picture")
    inside = re.sub(r"\s*\n\s*", "", shapes[1])
    return f'<symbol id="icon-{name}" viewBox="0 0 24 24">{inside}</symbol>'
