"""Words and patterns that auto moderation looks for, against a slow and obvious matcher."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guilds.automod.matching import InvalidPattern, Keywords, Patterns, compile_pattern, fold
from guilds.automod.rules import CompiledRule, Said, TriggerType, find_hits
from guilds.automod.spam import looks_like_spam

letters = st.text(alphabet="aAbB _.*ßİσςÄä", max_size=12)
words = st.lists(st.text(alphabet="aAbß *_Äς.", min_size=1, max_size=5), max_size=4)


def found(keywords, text, allowed=()):
    match = Keywords(keywords, allowed).find(text, fold(text))
    return match and match.content


def is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def slow_spans(keyword: str, text: str) -> set[tuple[int, int]]:
    """Look at every piece of the text."""
    core = keyword.strip("*").strip()
    spans = set()
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if not core or fold(text[start:end]) != fold(core):
                continue
            before, after = text[:start][-1:], text[end:][:1]
            if before and is_word(before) and not keyword.startswith("*"):
                continue
            if after and is_word(after) and not keyword.endswith("*"):
                continue
            spans.add((start, end))
    return spans


@given(words, words, letters)
def test_the_fast_matcher_finds_what_the_slow_one_finds(keywords, allowed, text) -> None:
    spared = set().union(*(slow_spans(word, text) for word in allowed)) if allowed else set()
    expected = any(
        not any(left <= start and end <= right for left, right in spared)
        for keyword in keywords
        for start, end in slow_spans(keyword, text)
    )
    assert (found(keywords, text, allowed) is not None) == expected


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        # The examples of the documentation.
        ("cat*", "CAtTLE", "CAt"),
        ("tra*", "a TRAditional one", "TRA"),
        ("the mat*", "the matrix", "the mat"),
        ("*cat", "copyCat", "Cat"),
        ("*the mat", "breathe mat", "the mat"),
        ("*the mat", "the matter", None),
        ("*cat*", "eduCation", "Cat"),
        ("*the mat*", "breathe matter", "the mat"),
        ("cat", "a cat", "cat"),
        ("cat", "location", None),
        ("cat*", "wildcat", None),
        ("*cat", "catch", None),
        # A word ends at punctuation, too.
        ("cat", "what a cat!", "cat"),
        ("cat", "cat_food", None),
        ("i like c++", "so I like C++ a lot", "I like C++"),
        ("grüße", "Viele GRÜSSE", None),
        ("grüße", "Viele Grüße!", "Grüße"),
        ("*", "anything", None),
    ],
)
def test_wildcards_say_where_a_keyword_may_be(keyword, text, expected) -> None:
    assert found([keyword], text) == expected


def test_what_the_allow_list_holds_is_no_match_but_what_is_beside_it_is() -> None:
    assert found(["*cat*"], "my location", ["location"]) is None
    assert found(["*cat*"], "my location cat", ["location"]) == "cat"
    assert Patterns(["c.t"], ["cat"]).find("a cat", "a cat") is None
    assert Patterns(["c.t"], ["cat"]).find("a cut", "a cut") == ("c.t", "cut")


def test_patterns_know_no_case_and_cannot_be_made_to_run_for_ever() -> None:
    assert Patterns(["(b|c)at"]).find("The BAT", "") == ("(b|c)at", "BAT")
    # A backtracking engine would not come back from this one.
    assert Patterns(["(a+)+$"]).find("a" * 4000 + "!", "") is None


@pytest.mark.parametrize("pattern", ["(", "(?=look)", r"(a)\1", r"(\pL{1,1000}){1,1000}", "\ud800"])
def test_patterns_that_the_engine_cannot_run_are_refused(pattern) -> None:
    with pytest.raises(InvalidPattern):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("hello there, how are you all doing today?", False),
        ("no " * 10, False),
        ("buy now " * 30, False),
        ("spam " * 30, True),
        ("https://example.org/a " * 9, True),
        ("see https://example.org and https://example.com", False),
        ("a" * 200, True),
        ("join my server\n" * 7, True),
        ("discord.gg/abcd " * 4, True),
        ("z̴̡̢̛̗̘̙a̴̡̢̛̗̘̙lgo", True),
        ("नमस्ते दुनिया, कैसे हो", False),
        ("──────────────────────────────", False),
    ],
)
def test_spam_is_what_nobody_means_to_say(text, expected) -> None:
    assert looks_like_spam(text) is expected


def rule(kind: TriggerType, *actions: int, **metadata: object) -> CompiledRule:
    given = [{"type": action, "metadata": {}} for action in actions or (1,)]
    return CompiledRule(1, "rule", kind, metadata, given, frozenset({7}), frozenset({8}))


def test_rules_are_asked_until_one_of_them_blocks() -> None:
    alert = rule(TriggerType.KEYWORD, 2, keyword_filter=["bad"])
    block = rule(TriggerType.KEYWORD_PRESET, presets=[1])
    late = rule(TriggerType.MENTION_SPAM, mention_total_limit=1)
    said = Said("bad shit", mentions=2)
    assert [hit.rule for hit in find_hits([alert, block, late], said)] == [alert, block]
    assert [hit.rule for hit in find_hits([alert, late], said)] == [alert, late]
    assert find_hits([alert, block, late], Said("fine", mentions=1)) == []


def test_exempt_roles_and_channels_are_left_alone() -> None:
    some = rule(TriggerType.SPAM)
    assert some.spares([7])
    assert some.spares([], [8])
    assert not some.spares([8], [7])
