"""Searching among a million messages: how long an answer takes."""

from __future__ import annotations

import http.client
import itertools
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import orjson
import psycopg

from bench import bulk
from bench.fixture import API, Account
from bench.rest import USER_AGENT
from bench.spread import Spread

if TYPE_CHECKING:
    from bench.fixture import Fixture

# Of all messages, so many are in one guild with a hundred channels; the others are small.
LARGE_SHARE: Final = 0.7
LARGE_CHANNELS: Final = 100
SMALL_GUILDS: Final = 30
FEW_CHANNELS: Final = 5
WORDS: Final = 30_000
MEAN_LENGTH: Final = 8
COPY: Final = (
    "COPY messages (id, channel_id, guild_id, author_id, type, content, flags, tts, embeds,"
    " components, mention_everyone, mentions, mention_roles) FROM STDIN"
)
BATCH: Final = 50_000


@dataclass(frozen=True)
class Ground:
    """What there is to search in. Words are listed from the most to the least common."""

    large: int
    small: int
    channels: tuple[int, ...]
    authors: tuple[int, ...]
    words: tuple[str, ...]
    everyone: Account
    newcomer: Account  # sees FEW_CHANNELS of the large guild


class Filler:
    """Fills the database that an instance of the benchmark uses."""

    def __init__(self, fixture: Fixture, database_url: str) -> None:
        self.fixture = fixture
        self.database = psycopg.connect(database_url, autocommit=True)
        self.dice = random.Random(4)  # noqa: S311  the same messages in each run

    def fill(self, count: int) -> Ground:
        """Write ``count`` messages of words as common as in a language, and return the ground."""
        everyone, newcomer = self.fixture.accounts[:2]
        reader, guest = self.user_id(everyone), self.user_id(newcomer)
        large = self.value(
            "SELECT guild_id FROM channels WHERE id = %s", int(self.fixture.channels[0])
        )
        channels = [bulk.FIRST_ID - 1000 + number for number in range(LARGE_CHANNELS)]
        bulk.add_channels(self.database, large, large, channels)
        small = bulk.clone_guilds(self.database, large, SMALL_GUILDS, 10)
        bulk.let_in(self.database, reader, [next(iter(small))])
        self.hide(large, guest, keep=channels[-FEW_CHANNELS:])
        authors = [
            row[0]
            for row in self.database.execute(
                "SELECT user_id FROM members WHERE guild_id = %s ORDER BY user_id", (large,)
            )
        ]
        words = self.vocabulary()
        places = [(large, channel) for channel in channels]
        # Channels of a guild differ in how much is written in them as words do.
        weights = [LARGE_SHARE / (n + 1) / sum(1 / k for k in range(1, LARGE_CHANNELS + 1))
                   for n in range(LARGE_CHANNELS)]  # fmt: skip
        for guild, ids in small.items():
            places += [(guild, channel) for channel in ids]
            weights += [(1 - LARGE_SHARE) / SMALL_GUILDS / len(ids)] * len(ids)
        self.write(count, places, weights, authors, words)
        self.database.execute("VACUUM ANALYZE")
        self.database.close()
        return Ground(
            large, next(iter(small)), tuple(channels), tuple(authors), tuple(words),
            everyone, newcomer,
        )  # fmt: skip

    def user_id(self, account: Account) -> int:
        client = Client(self.fixture.base_url)
        return int(client.get("/users/@me", account)["id"])

    def value(self, statement: str, *values: Any) -> int:
        row = self.database.execute(statement, values).fetchone()
        assert row is not None  # noqa: S101
        return int(row[0])

    def hide(self, guild_id: int, user_id: int, *, keep: list[int]) -> None:
        """Let a member see only some channels."""
        self.database.execute(
            "INSERT INTO permission_overwrites (channel_id, target_id, type, allow, deny)"
            " SELECT id, %s, 1, 0, 1024 FROM channels WHERE guild_id = %s AND id <> ALL(%s)"
            " ON CONFLICT (channel_id, target_id) DO UPDATE SET deny = 1024",
            (user_id, guild_id, keep),
        )
        self.database.execute(
            "UPDATE guilds SET permissions_version = permissions_version + 1 WHERE id = %s",
            (guild_id,),
        )

    def vocabulary(self) -> list[str]:
        syllables = [a + b for a in "bcdfghklmnprstvwz" for b in "aeiou"]
        found: dict[str, None] = {}
        while len(found) < WORDS:
            length = self.dice.choice((1, 2, 2, 3, 3, 4))
            found["".join(self.dice.choices(syllables, k=length))] = None
        return list(found)

    def write(
        self,
        count: int,
        places: list[tuple[int, int]],
        weights: list[float],
        authors: list[int],
        words: list[str],
    ) -> None:
        common = list(itertools.accumulate(1 / (n + 1.5) for n in range(len(words))))
        busy = list(itertools.accumulate(weights))
        chatty = list(itertools.accumulate(1 / (n + 5) for n in range(len(authors))))
        newest = self.value("SELECT max(id) FROM messages")
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            where = self.dice.choices(places, cum_weights=busy, k=size)
            by = self.dice.choices(authors, cum_weights=chatty, k=size)
            with self.database.cursor().copy(COPY) as copy:
                for number, ((guild, channel), author) in enumerate(zip(where, by, strict=True)):
                    length = min(60, 1 + int(self.dice.expovariate(1 / MEAN_LENGTH)))
                    content = " ".join(self.dice.choices(words, cum_weights=common, k=length))
                    if self.dice.random() < 0.05:
                        content += " https://example.org/page"
                    mentioned = self.dice.choice(authors) if self.dice.random() < 0.05 else ""
                    # Older than what the fixture wrote, and none of one moment.
                    snowflake = newest - (count - start - number) * 4_000_000
                    copy.write_row(
                        (snowflake, channel, guild, author, 0, content, 0, False, "[]", "[]",
                         False, f"{{{mentioned}}}", "{}")
                    )  # fmt: skip


class Client:
    """One person who asks one thing after the other."""

    def __init__(self, base_url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=30)

    def get(self, path: str, account: Account) -> dict[str, Any]:
        headers = {"Authorization": account.authorization, "User-Agent": USER_AGENT}
        self.connection.request("GET", API + path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise OSError(f"{path} answered {answer.status}: {body[:200]!r}")
        found: dict[str, Any] = orjson.loads(body)
        return found


def questions(
    ground: Ground, dice: random.Random
) -> Iterator[tuple[str, Account, int, dict[str, Any]]]:
    """Yield one question of each kind: what it is, who asks, where, and the query."""
    rare, usual, common = (
        dice.choice(ground.words[low:high]) for low, high in ((5000, 20_000), (50, 500), (0, 5))
    )
    middle = dice.choice(ground.words[10:40])
    author = dice.choice(ground.authors[:50])
    few, some = dice.choice(ground.channels[-20:]), dice.sample(ground.channels, 30)
    large, reader, guest = ground.large, ground.everyone, ground.newcomer
    yield "rare word", reader, large, {"content": rare}
    yield "usual word", reader, large, {"content": usual}
    yield "word in 2–5 %", reader, large, {"content": middle}
    yield "commonest words", reader, large, {"content": common}
    yield "two words", reader, large, {"content": f"{common} {usual}"}
    yield "word, author", reader, large, {"content": common, "author_id": author}
    yield "author", reader, large, {"author_id": author}
    yield "has a link", reader, large, {"has": "link"}
    yield "mentions", reader, large, {"mentions": author}
    yield "has no link", reader, large, {"has": "-link"}
    yield "word, channel", reader, large, {"content": common, "channel_id": few}
    yield "word, 30 channels", reader, large, {"content": middle, "channel_id": some}
    yield "word, last page", reader, large, {"content": common, "offset": 9975}
    yield "by relevance", reader, large, {"content": usual, "sort_by": "relevance"}
    yield "oldest first", reader, large, {"content": middle, "sort_order": "asc"}
    yield "few channels seen, commonest", guest, large, {"content": common}
    yield "few channels seen, usual", guest, large, {"content": usual}
    yield "small guild, commonest", reader, ground.small, {"content": common}
    yield "small guild, usual", reader, ground.small, {"content": usual}


@dataclass(frozen=True)
class Asked:
    every: Spread
    by_kind: dict[str, Spread]
    count: int


def ask(fixture: Fixture, ground: Ground, rounds: int) -> Asked:
    """Ask every kind of question once to warm up and then ``rounds`` times, all of them mixed."""
    client = Client(fixture.base_url)
    dice = random.Random(7)  # noqa: S311
    took: dict[str, list[int]] = defaultdict(list)
    for turn in range(rounds + 1):
        asked = list(questions(ground, dice))
        dice.shuffle(asked)
        for kind, account, guild, query in asked:
            path = f"/guilds/{guild}/messages/search?{urlencode(query, doseq=True)}"
            start = time.monotonic_ns()
            client.get(path, account)
            if turn:
                took[kind].append((time.monotonic_ns() - start) // 1000)
    every = [one for times in took.values() for one in times]
    return Asked(
        Spread.of(every), {kind: Spread.of(times) for kind, times in took.items()}, len(every)
    )
