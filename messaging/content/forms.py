"""Reading a JSON object field by field, collecting everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from messaging.content.scalars import is_storable

Errors = dict[str, list[tuple[str, str]]]


class Form:
    """One object of a body. Readers return None where there is nothing (or nothing valid)."""

    def __init__(self, path: str, value: object, errors: Errors) -> None:
        self.path = path
        self.errors = errors
        self.data: Mapping[str, Any] = {}
        if isinstance(value, Mapping):
            self.data = value
        else:
            self.add("", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")

    def add(self, name: str, code: str, message: str) -> None:
        path = f"{self.path}.{name}" if name else self.path
        self.errors.setdefault(path, []).append((code, message))

    def has_error(self, name: str) -> bool:
        return f"{self.path}.{name}" in self.errors

    def part(self, name: str) -> Form | None:
        value = self.data.get(name)
        return None if value is None else Form(f"{self.path}.{name}", value, self.errors)

    def parts(self, name: str, most: int) -> Iterator[Form]:
        value = self.data.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.add(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        elif len(value) > most:
            self.add(name, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        else:
            for index, item in enumerate(value):
                yield Form(f"{self.path}.{name}.{index}", item, self.errors)

    def text(self, name: str, most: int, *, needed: bool = False) -> str | None:
        value = self.data.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            self.add(name, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
            return None
        text = (value or "").strip()
        if not is_storable(text):
            self.add(name, "STRING_TYPE_INVALID", "The text holds characters that are not valid.")
        elif len(text) > most:
            self.add(name, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif needed and not text:
            self.add(name, "BASE_TYPE_REQUIRED", "This field is required")
        else:
            return text or None
        return None

    def url(self, name: str, most: int, schemes: Sequence[str]) -> str | None:
        url = self.text(name, most)
        if url is None:
            return None
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme and parts.scheme not in schemes:
            listed = ", ".join(f"'{scheme}'" for scheme in schemes)
            message = f'Scheme "{parts.scheme}" is not supported. Scheme must be one of ({listed}).'
            self.add(name, "URL_TYPE_INVALID_SCHEME", message)
        elif not parts.netloc or any(character.isspace() for character in url):
            self.add(name, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        else:
            return url
        return None

    def moment(self, name: str) -> str | None:
        value = self.data.get(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
        except (TypeError, ValueError):
            message = f"Could not parse {str(value)[:64]!a}. Should be ISO8601."
            self.add(name, "DATETIME_TYPE_PARSE", message)
            return None

    def integer(self, name: str, low: int, high: int) -> int | None:
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # discord.py's polls last 24.0 hours
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(name, "NUMBER_TYPE_COERCE", f"Value {str(value)[:64]!a} is not int.")
        elif value > high:
            message = f"int value should be less than or equal to {high}."
            self.add(name, "NUMBER_TYPE_MAX", message)
        elif value < low:
            message = f"int value should be greater than or equal to {low}."
            self.add(name, "NUMBER_TYPE_MIN", message)
        else:
            return value
        return None

    def flag(self, name: str) -> bool:
        value = self.data.get(name)
        if value is not None and not isinstance(value, bool):
            self.add(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return value is True
