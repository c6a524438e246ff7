"""Application commands: what is registered, checked against every documented rule.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from messaging.content.forms import Form

CHAT_INPUT, USER, MESSAGE, PRIMARY_ENTRY_POINT = 1, 2, 3, 4
SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
STRING, INTEGER, BOOLEAN, CHANNEL, NUMBER = 3, 4, 5, 7, 10
OPTION_TYPES: Final = range(1, 12)
NAME_LENGTH: Final = 32
DESCRIPTION_LENGTH: Final = 100
OPTIONS: Final = 25
CHOICES: Final = 25
CHOICE_LENGTH: Final = 100
TEXT_LENGTH: Final = 6000
TOTAL_LENGTH: Final = 8000
MAX_SAFE_INTEGER: Final = 2**53 - 1
CHANNEL_TYPES: Final = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)
LOCALES: Final = frozenset((
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE",
    "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
))  # fmt: skip
# Marks that belong to words of these scripts: Devanagari and Thai.
MARKED: Final = ((0x0900, 0x097F), (0x0E00, 0x0E7F), (0xA8E0, 0xA8FF))


def read_name(form: Form, field: str, *, chat_input: bool = True) -> str:
    """Return a name; of commands that are typed, and of options, only lower-case words."""
    name = form.text(field, NAME_LENGTH, needed=True) or ""
    if name and chat_input and not is_word(name):
        form.add(field, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    return name


def is_word(name: str) -> bool:
    return name == name.lower() and all(map(is_word_character, name))


def is_word_character(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return any(low <= ord(character) <= high for low, high in MARKED)


def read_localizations(
    form: Form, field: str, most: int, *, words: bool = False
) -> dict[str, str] | None:
    """Return texts by locale; a null one is left out."""
    given = form.data.get(field)
    if given is None:
        return None
    part = Form(f"{form.path}.{field}", given, form.errors)
    found: dict[str, str] = {}
    for locale in part.data:
        if locale not in LOCALES:
            part.add(locale, "BASE_TYPE_CHOICES", "The locale is not one of the supported ones.")
        elif part.data[locale] is not None:
            text = part.text(locale, most, needed=True) or ""
            if words and text and not is_word(text):
                part.add(locale, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
            found[locale] = text
    return found or None


def read_options(form: Form) -> list[dict[str, Any]]:
    """Return the options of a command that is typed, in one clean form."""
    return Options(form, depth=0).read()


class Options:
    """The options of a command, a group of subcommands, or a subcommand."""

    def __init__(self, holder: Form, depth: int) -> None:
        self.holder = holder
        self.depth = depth
        self.found: list[dict[str, Any]] = []

    def read(self) -> list[dict[str, Any]]:
        names: set[str] = set()
        is_optional = False
        for form in self.holder.parts("options", OPTIONS):
            option = self.option(form)
            if option["name"] in names:
                message = "Option name already exists"
                form.add("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message)
            names.add(option["name"])
            if option.get("required") and is_optional:
                message = "Required options must be placed before non-required options"
                form.add("", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
            is_optional = is_optional or not option.get("required")
            self.found.append(option)
        kinds = {option["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP) for option in self.found}
        if len(kinds) > 1:
            message = (
                "Sub-command and sub-command group option types are mutually exclusive"
                " to all other types"
            )
            self.holder.add("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
        return self.found

    def option(self, form: Form) -> dict[str, Any]:
        kind = form.integer("type", OPTION_TYPES[0], OPTION_TYPES[-1])
        if kind is None and not form.has_error("type"):
            form.add("type", "BASE_TYPE_REQUIRED", "This field is required")
        option: dict[str, Any] = {
            "type": kind,
            "name": read_name(form, "name"),
            "name_localizations": read_localizations(
                form, "name_localizations", NAME_LENGTH, words=True
            ),
            "description": form.text("description", DESCRIPTION_LENGTH, needed=True) or "",
            "description_localizations": read_localizations(
                form, "description_localizations", DESCRIPTION_LENGTH
            ),
        }
        if kind in (SUB_COMMAND, SUB_COMMAND_GROUP):
            self.nested(form, kind, option)
        else:
            option["required"] = form.flag("required") or None
            option |= values_of(form, kind)
        return {
            name: value for name, value in option.items() if value is not None or name == "type"
        }

    def nested(self, form: Form, kind: int, option: dict[str, Any]) -> None:
        # A group may stand in a command only, a subcommand there or in a group.
        if self.depth > (0 if kind == SUB_COMMAND_GROUP else 1):
            message = "Sub-commands cannot be nested any deeper"
            form.add("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
            return
        depth = 1 if kind == SUB_COMMAND_GROUP else 2
        inner = Options(form, depth).read()
        if inner:
            option["options"] = inner
        if kind == SUB_COMMAND_GROUP and any(one["type"] != SUB_COMMAND for one in inner):
            message = "A sub-command group may hold sub-commands only"
            form.add("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def values_of(form: Form, kind: int | None) -> dict[str, Any]:
    """Return what an option says of the values that it takes."""
    found: dict[str, Any] = {}
    if kind in (STRING, INTEGER, NUMBER):
        found["choices"] = [read_choice(choice, kind) for choice in form.parts("choices", CHOICES)]
        names = [choice["name"] for choice in found["choices"]]
        if len(set(names)) < len(names):
            message = "Option choice name already exists"
            code = "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS"
            form.add("choices", code, message)
        found["autocomplete"] = form.flag("autocomplete") or None
        if found["autocomplete"] and found["choices"]:
            message = "Options with choices cannot be autocompleted"
            form.add("autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", message)
        found["choices"] = found["choices"] or None
    if kind in (INTEGER, NUMBER):
        found["min_value"] = number(form, "min_value", kind)
        found["max_value"] = number(form, "max_value", kind)
        check_order(form, "value", found)
    if kind == STRING:
        found["min_length"] = form.integer("min_length", 0, TEXT_LENGTH)
        found["max_length"] = form.integer("max_length", 1, TEXT_LENGTH)
        check_order(form, "length", found)
    if kind == CHANNEL:
        found["channel_types"] = read_choices(form, "channel_types", CHANNEL_TYPES) or None
    return found


def check_order(form: Form, of: str, found: Mapping[str, Any]) -> None:
    low, high = found[f"min_{of}"], found[f"max_{of}"]
    if low is not None and high is not None and low > high:
        message = "The minimum is larger than the maximum"
        form.add(f"min_{of}", "APPLICATION_COMMAND_OPTIONS_MIN_MAX_INVALID", message)


def read_choice(form: Form, kind: int) -> dict[str, Any]:
    choice: dict[str, Any] = {"name": form.text("name", CHOICE_LENGTH, needed=True) or ""}
    localized = read_localizations(form, "name_localizations", CHOICE_LENGTH)
    if localized:
        choice["name_localizations"] = localized
    if "value" not in form.data or form.data["value"] is None:
        form.add("value", "BASE_TYPE_REQUIRED", "This field is required")
    elif kind == STRING:
        value = form.data["value"]
        if isinstance(value, str):
            choice["value"] = form.text("value", CHOICE_LENGTH, needed=True)
        else:
            message = "Could not interpret the value as string."
            form.add("value", "STRING_TYPE_CONVERT", message)
    else:
        choice["value"] = number(form, "value", kind)
    return choice


def number(form: Form, field: str, kind: int) -> float | None:
    if kind == INTEGER:
        return form.integer(field, -MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
    value = form.data.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        form.add(field, "FLOAT_TYPE_COERCE", f"Value {str(value)[:64]!a} is not a number.")
        return None
    if not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        form.add(field, "NUMBER_TYPE_RANGE", "The value is out of range.")
        return None
    return value


def read_choices(form: Form, field: str, choices: Sequence[int]) -> list[int]:
    """Return a list of distinct numbers out of those that there are."""
    given = form.data.get(field)
    if given is None:
        return []
    if not isinstance(given, list):
        form.add(field, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return []
    for index, value in enumerate(given):
        if isinstance(value, bool) or value not in choices:
            listed = ", ".join(map(str, choices))
            form.add(f"{field}.{index}", "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")
    # What is wrong need not be hashable.
    if not form.errors and len(set(given)) < len(given):
        form.add(field, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    return [] if form.errors else given


def total_length(name: str, description: str, options: Sequence[Mapping[str, Any]]) -> int:
    """Return the characters of a command that count towards its limit."""
    total = len(name) + len(description)
    for option in options:
        total += total_length(option["name"], option["description"], option.get("options", ()))
        for choice in option.get("choices", ()):
            total += len(choice["name"]) + len(str(choice["value"]))
    return total
