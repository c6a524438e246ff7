"""What looks like spam, judged by the text alone.

Each of these is rare in what people mean to say: a wall of links, invitations to other places,
one word or line over and over, letters buried under marks.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

import re2

MAX_LINKS: Final = 8
MAX_INVITES: Final = 3
MAX_REPEATED_LINES: Final = 6
MIN_WORDS: Final = 24
MAX_WORD_SHARE: Final = 0.75
MIN_RUN: Final = 200
MAX_MARKS: Final = 4  # of a letter; more than any script stacks

LINK: Final = re2.compile(r"(?i)https?://")
INVITE: Final = re2.compile(r"(?i)(?:discord(?:app)?\.(?:gg|com/invite)|/invite)/[\w-]{2,}")


def looks_like_spam(text: str) -> bool:
    if len(text) < MAX_MARKS * 2:
        return False
    lines = [line for line in text.split("\n") if line]
    words = text.split()
    return (
        _count(LINK, text) > MAX_LINKS
        or _count(INVITE, text) > MAX_INVITES
        or _most_common(lines) > MAX_REPEATED_LINES
        or (len(words) >= MIN_WORDS and _most_common(words) > MAX_WORD_SHARE * len(words))
        or _longest_run(text) >= MIN_RUN
        or _is_buried(text)
    )


def _count(pattern: re2._Regexp, text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def _most_common(items: list[str]) -> int:
    return Counter(items).most_common(1)[0][1] if items else 0


def _longest_run(text: str) -> int:
    longest = run = 0
    last = ""
    for character in text:
        run = run + 1 if character == last and not character.isspace() else 1
        last = character
        longest = max(longest, run)
    return longest


def _is_buried(text: str) -> bool:
    if text.isascii():
        return False
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MAX_MARKS:
            return True
    return False
