"""Finding words and patterns in a text, without regard to case.

A keyword matches whole words, unless a ``*`` at its beginning or end says that more letters may
come before or after it. A word ends where a letter, digit or underscore meets something else.
What lies inside a match of the allow list is no match.

Patterns are run by RE2, whose time is linear in the text: nobody's pattern can hold up a process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import re2

WILDCARD: Final = "*"
WORD: Final = r"[\pL\pM\pN_]"
START: Final = r"(?:^|[^\pL\pM\pN_])"
END: Final = r"(?:$|[^\pL\pM\pN_])"
KEYWORDS_MEMORY: Final = 32 << 20
# Bounds how large a pattern may be once its repetitions are written out.
PATTERN_MEMORY: Final = 1 << 20


class InvalidPattern(Exception):
    """RE2 does not understand the pattern, or it is too large."""


class Match(NamedTuple):
    keyword: str  # as the rule names it
    content: str  # as the text has it


@dataclass(frozen=True, slots=True)
class Keyword:
    text: str  # as it was given
    core: str  # folded, without wildcards
    open_start: bool
    open_end: bool

    def find(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where the keyword is in a folded text, overlaps included."""
        start = folded.find(self.core)
        while start >= 0:
            end = start + len(self.core)
            if (self.open_start or is_edge(folded, start - 1)) and (
                self.open_end or is_edge(folded, end)
            ):
                yield start, end
            start = folded.find(self.core, start + 1)


def parse_keyword(text: str) -> Keyword | None:
    """Return a keyword; None if there is nothing but wildcards in it."""
    core = fold(text)
    open_start, open_end = core.startswith(WILDCARD), core.endswith(WILDCARD)
    core = core.strip(WILDCARD).strip()
    return Keyword(text, core, open_start, open_end) if core else None


def is_edge(text: str, position: int) -> bool:
    """Say whether no word goes on at a position of the text."""
    if not 0 <= position < len(text):
        return True
    character = text[position]
    return not (character == "_" or character.isalnum() or _is_mark(character))


def _is_mark(character: str) -> bool:
    return character > "\x7f" and _one_word.fullmatch(character) is not None


def fold(text: str) -> str:
    """Return a text in one case, with every character where it was."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(one if len(one := letter.casefold()) == 1 else letter for letter in text)


class Keywords:
    """A list of keywords, but for what an allow list lets through."""

    def __init__(self, keywords: Iterable[str], allowed: Iterable[str] = ()) -> None:
        self._keywords = _parsed(keywords)
        self._allowed = _parsed(allowed)
        self._screen = screen_of(self._keywords)

    def find(self, text: str, folded: str) -> Match | None:
        """Return the first keyword of the list that is in a text; ``folded`` is the text folded."""
        if self._screen is None or self._screen.search(folded) is None:
            return None
        spans = [span for word in self._allowed for span in word.find(folded)]
        for keyword in self._keywords:
            for start, end in keyword.find(folded):
                if not _is_inside(start, end, spans):
                    return Match(keyword.text, text[start:end])
        return None


class Patterns:
    """A list of regular expressions, but for what an allow list lets through."""

    def __init__(self, patterns: Iterable[str], allowed: Iterable[str] = ()) -> None:
        self._patterns = [(pattern, compile_pattern(pattern)) for pattern in patterns]
        self._allowed = _parsed(allowed)

    def find(self, text: str, folded: str) -> Match | None:
        for pattern, compiled in self._patterns:
            if compiled.search(text) is None:
                continue
            spans = [span for word in self._allowed for span in word.find(folded)]
            for match in compiled.finditer(text):
                start, end = match.span()
                if not _is_inside(start, end, spans):
                    return Match(pattern, match.group())
        return None


def compile_pattern(pattern: str) -> re2._Regexp:
    """Return a compiled pattern, or raise ``InvalidPattern``."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = PATTERN_MEMORY
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise InvalidPattern(str(error)) from None


def screen_of(keywords: Sequence[Keyword]) -> re2._Regexp | None:
    """Return one expression that is in every folded text that one of the keywords is in."""
    if not keywords:
        return None
    by_kind: dict[tuple[bool, bool], list[str]] = {}
    for keyword in keywords:
        kind = (keyword.open_start, keyword.open_end)
        by_kind.setdefault(kind, []).append(re2.escape(keyword.core))
    kinds = [
        f"{'' if open_start else START}(?:{'|'.join(sorted(cores))}){'' if open_end else END}"
        for (open_start, open_end), cores in by_kind.items()
    ]
    options = re2.Options()
    options.never_capture = True
    options.max_mem = KEYWORDS_MEMORY
    return re2.compile("|".join(kinds), options)


def _parsed(keywords: Iterable[str]) -> list[Keyword]:
    return [found for text in keywords if (found := parse_keyword(text)) is not None]


def _is_inside(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(left <= start and end <= right for left, right in spans)


_one_word: Final = re2.compile(WORD)
