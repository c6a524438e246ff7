"""Rules as they are asked about a message or a name: compiled, and only those that are on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

import orjson

from guilds.automod.matching import Keywords, Match, Patterns, fold
from guilds.automod.presets import WORDS
from guilds.automod.spam import looks_like_spam


class TriggerType(IntEnum):
    KEYWORD = 1
    SPAM = 3
    KEYWORD_PRESET = 4
    MENTION_SPAM = 5
    MEMBER_PROFILE = 6


class EventType(IntEnum):
    MESSAGE_SEND = 1
    MEMBER_UPDATE = 2


class ActionType(IntEnum):
    BLOCK_MESSAGE = 1
    SEND_ALERT_MESSAGE = 2
    TIMEOUT = 3
    BLOCK_MEMBER_INTERACTION = 4


RULES_KEPT: Final = 4_000
NOTHING_NAMED: Final = Match("", "")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wants to say: a text, and how many different users and roles it mentions."""

    text: str
    mentions: int = 0


class Hit(NamedTuple):
    """A rule that was triggered, and by what; ``match`` is empty where no word was."""

    rule: CompiledRule
    match: Match


@dataclass(frozen=True)
class CompiledRule:
    id: int
    name: str
    trigger_type: int
    metadata: Mapping[str, Any]
    actions: Sequence[Mapping[str, Any]]
    exempt_roles: frozenset[int]
    exempt_channels: frozenset[int]

    @cached_property
    def keywords(self) -> Keywords:
        if self.trigger_type == TriggerType.KEYWORD_PRESET:
            presets = self.metadata.get("presets", ())
            words: Iterable[str] = [word for preset in presets for word in WORDS.get(preset, ())]
        else:
            words = self.metadata.get("keyword_filter", ())
        return Keywords(words, self.metadata.get("allow_list", ()))

    @cached_property
    def patterns(self) -> Patterns:
        return Patterns(
            self.metadata.get("regex_patterns", ()), self.metadata.get("allow_list", ())
        )

    @property
    def blocks(self) -> bool:
        return any(action["type"] == ActionType.BLOCK_MESSAGE for action in self.actions)

    @property
    def watches_for_raids(self) -> bool:
        return bool(self.metadata.get("mention_raid_protection_enabled"))

    def spares(self, role_ids: Iterable[int], places: Collection[int] = ()) -> bool:
        """Say whether the rule leaves members with these roles, or these channels, alone."""
        return not self.exempt_roles.isdisjoint(role_ids) or not self.exempt_channels.isdisjoint(
            places
        )

    def find(self, said: Said, folded: str) -> Match | None:
        """Return what of the text triggers the rule."""
        if self.trigger_type == TriggerType.SPAM:
            return NOTHING_NAMED if looks_like_spam(said.text) else None
        if self.trigger_type == TriggerType.MENTION_SPAM:
            limit = self.metadata.get("mention_total_limit", 0)
            return NOTHING_NAMED if limit and said.mentions > limit else None
        return self.keywords.find(said.text, folded) or self.patterns.find(said.text, folded)


@lru_cache(maxsize=RULES_KEPT)
def compile_rule(row: bytes) -> CompiledRule:
    """Return a rule from its columns as JSON, one object for as long as they stay the same."""
    rule_id, name, trigger_type, metadata, actions, exempt_roles, exempt_channels = orjson.loads(
        row
    )
    return CompiledRule(
        id=rule_id,
        name=name,
        trigger_type=trigger_type,
        metadata=metadata,
        actions=actions,
        exempt_roles=frozenset(exempt_roles),
        exempt_channels=frozenset(exempt_channels),
    )


def find_hits(rules: Iterable[CompiledRule], said: Said) -> list[Hit]:
    """Return the rules that a text triggers, up to the first that blocks it."""
    folded = fold(said.text)
    hits = []
    for rule in rules:
        match = rule.find(said, folded)
        if match is not None:
            hits.append(Hit(rule, match))
            if rule.blocks:
                break
    return hits
