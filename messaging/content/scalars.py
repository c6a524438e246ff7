"""What text the database and the wire can hold."""

from __future__ import annotations


def is_storable(text: str) -> bool:
    """Return whether PostgreSQL and UTF-8 can hold the text (no NUL, no lone surrogate)."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
