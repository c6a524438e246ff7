"""Which files of which npm packages browsers get. Nothing else of node_modules is served."""

from __future__ import annotations

from typing import Final

# What modules import → the file in node_modules.
MODULES: Final[dict[str, str]] = {
    "preact": "preact/dist/preact.mjs",
    "preact/hooks": "preact/hooks/dist/hooks.mjs",
    "@preact/signals": "@preact/signals/dist/signals.mjs",
    "@preact/signals-core": "@preact/signals-core/dist/signals-core.mjs",
    "htm": "htm/dist/htm.mjs",
    "htm/preact": "htm/preact/index.mjs",
    # Not a module: the client asks for its address and fetches it when the picker opens.
    "emoji-data": "emoji-picker-element-data/en/github/data.json",
}

# Further files, as patterns relative to node_modules: fonts, icons, styles.
FILES: Final[tuple[str, ...]] = (
    "@fontsource-variable/inter/wght.css",
    "@fontsource-variable/inter/files/*-wght-normal.woff2",
)
