"""Finding the links of a text that are shown with a preview."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from config.settings import limits

# Nothing inside of these is looked at: code, what is hidden, what asks for no preview.
_SILENT: Final = re.compile(
    r"```.*?```|``.+?``|`[^`\n]+`|\|\|.*?\|\||<https?://[^\s<>]*>", re.DOTALL | re.IGNORECASE
)
_LINK: Final = re.compile(r"https?://[^\s<>\"'`|]+", re.IGNORECASE)
_TRAILING: Final = ".,:;!?*_~"


def links_of(content: str) -> list[str]:
    """Return the addresses to look at, each once, in the order of the text."""
    if "://" not in content:
        return []
    found = (trimmed(match[0]) for match in _LINK.finditer(_SILENT.sub(" ", content)))
    links = dict.fromkeys(link for link in found if is_address(link))
    return list(links)[: limits.LINK_PREVIEWS_PER_MESSAGE]


def trimmed(link: str) -> str:
    """Return a link without the punctuation of the sentence that it ends."""
    while link:
        end = link[-1]
        is_open = (end == ")" and link.count(")") > link.count("(")) or (
            end == "]" and link.count("]") > link.count("[")
        )
        if end not in _TRAILING and not is_open:
            break
        link = link[:-1]
    return link


def is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return bool(parts.hostname) and len(link) <= limits.EMBED_URL_LENGTH
