"""Tells the demo's story: what was said where, over the last days."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from accounts.payloads import user_payload
from config.demo import content, pictures
from config.demo.content import ChannelSpec
from config.demo.fixture import Fixture
from config.kernel import aio
from config.kernel.fields import Snowflake
from guilds.models import Channel
from messaging.content.bodies import NewMessage, ReferenceBody
from messaging.models import Message
from messaging.services.pins import pin_message
from messaging.services.reactions import add_reaction
from messaging.services.sending import send_message_sync

DAYS: Final = 9
SMALL_TALK_MESSAGES: Final = 320
PICTURE: Final = re.compile(r"\s*\[image: ([^\]]+)\]")


def tell(fixture: Fixture) -> int:
    """Write the story into the channels that are still empty; return how many messages."""
    told = 0
    for spec in content.CHANNELS:
        channel = fixture.channels[spec.name]
        if not spec.lines or Message.objects.filter(channel=channel).exists():
            continue
        fixture.say(f"writing #{spec.name}")
        lines = list(spec.lines)
        if spec.name == "general":
            lines = list(small_talk(fixture)) + lines
        told += tell_channel(fixture, channel, lines, readers_of(fixture, spec))
        if spec.name == "welcome":
            first = Message.objects.filter(channel=channel).order_by("id")[1]
            pin_message(fixture.owner, channel.id, first.id)
    return told


def small_talk(fixture: Fixture) -> Iterator[tuple[str, str]]:
    """Yield everyday lines by people who come and go."""
    chance = random.Random("small talk")  # noqa: S311
    names = [person.username for person in content.PEOPLE] + [content.OWNER.username]
    last = ""
    for number in range(SMALL_TALK_MESSAGES):
        speaker = last if last and chance.random() < 0.25 else chance.choice(names)
        last = speaker
        yield speaker, content.SMALL_TALK[number % len(content.SMALL_TALK)]


def readers_of(fixture: Fixture, spec: ChannelSpec) -> list[User]:
    return [
        fixture.people[person.username]
        for person in content.PEOPLE
        if not spec.only or set(spec.only) & set(person.roles)
    ]


def tell_channel(
    fixture: Fixture, channel: Channel, lines: list[tuple[str, str]], readers: list[User]
) -> int:
    chance = random.Random(channel.name)  # noqa: S311
    moments = spread(len(lines), chance)
    before: int | None = None
    for (speaker, line), moment in zip(lines, moments, strict=True):
        author = fixture.people.get(speaker, fixture.owner)
        text, _, reactions = line.partition(" || ")
        answers = text.startswith("> ")
        text, picture = without_picture(text.removeprefix("> "))
        message = NewMessage(content=text)
        if answers and before is not None:
            message.message_reference = ReferenceBody(message_id=Snowflake(before))
        files = {}
        if picture:
            name = picture.lower().replace(",", "").replace(" ", "-") + ".jpg"
            files["files[0]"] = SimpleUploadedFile(
                name, pictures.photograph(picture), content_type="image/jpeg"
            )
        sent = send_message_sync(author, channel.id, message, files=files, sent_at=moment)
        before = sent.id
        react(readers, channel, sent.id, reactions.split(), chance)
    return len(lines)


def react(
    readers: list[User],
    channel: Channel,
    message_id: int,
    emojis: list[str],
    chance: random.Random,
) -> None:
    for emoji in emojis:
        for user in chance.sample(readers, min(len(readers), chance.randint(1, 5))):
            payload = user_payload(user)
            aio.run(add_reaction(user.id, channel.id, message_id, emoji, payload))


def without_picture(text: str) -> tuple[str, str | None]:
    match = PICTURE.search(text)
    return (PICTURE.sub("", text), match[1]) if match else (text, None)


def spread(count: int, chance: random.Random) -> list[datetime]:
    """Return ascending moments over the last days: in bursts, and by day rather than by night."""
    now = timezone.now()
    start = now - timedelta(days=DAYS)
    weights = [chance.choice((0.3, 0.5, 1, 1, 40)) for _ in range(count)]
    scale = (DAYS * 24 * 3600 - 600) / sum(weights)
    moments, elapsed = [], 0.0
    for weight in weights:
        elapsed += weight * scale
        moments.append(start + timedelta(seconds=elapsed))
    return moments
