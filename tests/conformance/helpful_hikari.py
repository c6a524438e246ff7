"""A hikari bot that does what `helpful_discordpy.py` does."""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import hikari

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR4nGP8v5QBK2DCLjxYJQBM7gG0qfKk0wAAAABJ"
    "RU5ErkJggg=="
)
intents = hikari.Intents.ALL
if "quiet" in sys.argv:
    intents &= ~hikari.Intents.MESSAGE_CONTENT
token = os.environ["DISCORD_TOKEN"]
bot = hikari.GatewayBot(token, intents=intents, logs="ERROR", banner=None)
gaps: list[str] = []
Command = Callable[..., Awaitable[object]]
commands: dict[str, Command] = {}


def command(call: Command) -> Command:
    commands[call.__name__] = call
    return call


async def tell(guild_id: int, text: str) -> None:
    guild = bot.cache.get_guild(guild_id)
    assert guild is not None
    assert guild.system_channel_id is not None
    await bot.rest.create_message(guild.system_channel_id, text)


def member_of(guild_id: int, mention: str) -> hikari.Member:
    member = bot.cache.get_member(guild_id, int(mention.strip("<@!>")))
    assert member is not None
    return member


def own_id() -> hikari.Snowflake:
    me = bot.get_me()
    assert me is not None
    return me.id


# What it hears


@bot.listen()
async def on_started(event: hikari.StartedEvent) -> None:
    while not bot.cache.get_guilds_view():
        await bot.wait_for(hikari.GuildAvailableEvent, timeout=10)
    print("ready", flush=True)  # noqa: T201  the test waits for it


@bot.listen()
async def on_resumed(event: hikari.ShardResumedEvent) -> None:
    await tell(next(iter(bot.cache.get_guilds_view())), "resumed")


@bot.listen()
async def on_join(event: hikari.MemberCreateEvent) -> None:
    await tell(event.guild_id, f"Welcome, {event.member.mention}!")


@bot.listen()
async def on_edit(event: hikari.GuildMessageUpdateEvent) -> None:
    if event.is_human and event.old_message is not None:
        text = f"“{event.old_message.content}” became “{event.content}”"
        await bot.rest.create_message(event.channel_id, text)


@bot.listen()
async def on_reaction(event: hikari.GuildReactionAddEvent) -> None:
    if not event.member.is_bot:
        text = f"{event.member.display_name} reacted with {event.emoji_name}"
        await bot.rest.create_message(event.channel_id, text)


@bot.listen()
async def on_typing(event: hikari.GuildTypingEvent) -> None:
    if not event.member.is_bot:
        await bot.rest.create_message(event.channel_id, f"{event.member.display_name} is typing")


@bot.listen()
async def on_presence(event: hikari.PresenceUpdateEvent) -> None:
    presence = event.presence
    if event.user_id == own_id() and presence.activities:
        status = presence.visible_status
        await tell(presence.guild_id, f"now {status} at {presence.activities[0].name}")


@bot.listen()
async def on_direct_message(event: hikari.DMMessageCreateEvent) -> None:
    if event.is_human:
        await bot.rest.create_message(event.channel_id, f"I heard {event.content}")


@bot.listen()
async def on_message(event: hikari.GuildMessageCreateEvent) -> None:
    if not event.is_human:
        return
    content = event.content or ""
    if content.startswith("gap"):
        gaps.append(content)
    elif not content:
        await bot.rest.create_message(event.channel_id, "somebody said something")
    for prefix in ("!", f"<@{own_id()}> "):
        if content.startswith(prefix):
            name, *words = content.removeprefix(prefix).split()
            await commands[name](event.message, event.guild_id, *words)


# What it does


@command
async def ping(message: hikari.Message, guild_id: int) -> None:
    await message.respond("pong", reply=True)


@command
async def count(message: hikari.Message, guild_id: int) -> None:
    members = bot.cache.get_members_view_for_guild(guild_id).values()
    names = ", ".join(sorted(member.username for member in members))
    await message.respond(f"{len(members)} members: {names}")


@command
async def promote(message: hikari.Message, guild_id: int, who: str, *words: str) -> None:
    member = member_of(guild_id, who)
    role = await bot.rest.create_role(guild_id, name=" ".join(words), color=0xE67E22, hoist=True)
    await member.add_role(role, reason="asked nicely")
    await message.respond(f"{member.display_name} is now {role.name}")


@command
async def report(message: hikari.Message, guild_id: int) -> None:
    embed = hikari.Embed(title="Report", description="All is well").add_field("a", "b")
    await message.respond(embed=embed, attachment=hikari.Bytes(b"all is well", "report.txt"))


@command
async def forbidden(message: hikari.Message, guild_id: int) -> None:
    guild = bot.cache.get_guild(guild_id)
    assert guild is not None
    try:
        await bot.rest.kick_user(guild_id, guild.owner_id)
    except hikari.ForbiddenError as error:
        await message.respond(f"refused with {error.code}")


@command
async def clean(message: hikari.Message, guild_id: int, limit: str) -> None:
    gone = await bot.rest.fetch_messages(message.channel_id).limit(int(limit))
    await bot.rest.delete_messages(message.channel_id, gone)
    await bot.rest.create_message(message.channel_id, f"{len(gone)} messages gone")


@command
async def den(message: hikari.Message, guild_id: int, who: str, name: str) -> None:
    member = member_of(guild_id, who)
    view = hikari.Permissions.VIEW_CHANNEL
    as_member = hikari.PermissionOverwriteType.MEMBER
    channel = await bot.rest.create_guild_text_channel(
        guild_id,
        name,
        category=await bot.rest.create_guild_category(guild_id, "Dens"),
        permission_overwrites=[
            hikari.PermissionOverwrite(
                id=guild_id, type=hikari.PermissionOverwriteType.ROLE, deny=view
            ),
            hikari.PermissionOverwrite(id=member.id, type=as_member, allow=view),
            hikari.PermissionOverwrite(id=own_id(), type=as_member, allow=view),
        ],
    )
    edited = await bot.rest.edit_channel(channel, topic=f"for {member.display_name}")
    assert isinstance(edited, hikari.GuildTextChannel)
    welcome = await channel.send("welcome")
    await bot.rest.pin_message(channel, welcome)
    pins = [pin.message.content for pin in await bot.rest.fetch_pins(channel)]
    await message.respond(f"#{edited.name}, {edited.topic}: {pins}")


@command
async def raze(message: hikari.Message, guild_id: int, name: str) -> None:
    channels = bot.cache.get_guild_channels_view_for_guild(guild_id).values()
    channel = next(one for one in channels if one.name == name)
    assert channel.parent_id is not None
    category = bot.cache.get_guild_channel(channel.parent_id)
    assert category is not None
    with bot.stream(hikari.GuildChannelDeleteEvent, timeout=5) as deletions:
        await channel.delete()
        await anext(deletions.filter(channel_id=channel.id))
    await category.delete()
    await message.respond(f"#{name} is gone from {category.name}")


@command
async def thread(message: hikari.Message, guild_id: int, *words: str) -> None:
    made = await bot.rest.create_message_thread(
        message.channel_id, message, " ".join(words), auto_archive_duration=timedelta(hours=1)
    )
    await made.send("let us talk here")
    await bot.rest.add_thread_member(made, message.author)
    members = await bot.rest.fetch_thread_members(made)
    closed = await bot.rest.edit_channel(made, archived=True, locked=True)
    assert isinstance(closed, hikari.GuildThreadChannel)
    text = f"{closed.name}: {len(members)} members, locked: {closed.is_locked}"
    await message.respond(text)


@command
async def impersonate(message: hikari.Message, guild_id: int, who: str) -> None:
    webhook = await bot.rest.create_webhook(message.channel_id, "puppet")
    said = await webhook.execute("it is me", username=who)
    await webhook.edit_message(said, f"it is me, {who}")
    await webhook.delete()
    left = await bot.rest.fetch_channel_webhooks(message.channel_id)
    await message.respond(f"{who} has spoken, {len(left)} puppets left")


@command
async def dress(message: hikari.Message, guild_id: int, name: str) -> None:
    roles = bot.cache.get_roles_view_for_guild(guild_id).values()
    role = next(one for one in roles if one.name == name)
    await bot.rest.edit_role(
        guild_id, role, hoist=False, mentionable=True, permissions=hikari.Permissions.KICK_MEMBERS
    )
    await bot.rest.reposition_roles(guild_id, {1: role})
    again = next(one for one in await bot.rest.fetch_roles(guild_id) if one.name == name)
    members = bot.cache.get_members_view_for_guild(guild_id).values()
    wearers = ", ".join(one.username for one in members if role.id in one.role_ids)
    await bot.rest.delete_role(guild_id, role)
    await message.respond(f"{wearers} wore {again.name} at {again.position}")


@command
async def emoji(message: hikari.Message, guild_id: int, name: str) -> None:
    made = await bot.rest.create_emoji(guild_id, name, hikari.Bytes(PICTURE, "picture.png"))
    await message.add_reaction(made)
    await message.respond(f"{made}")


@command
async def invite(message: hikari.Message, guild_id: int) -> None:
    made = await bot.rest.create_invite(message.channel_id, max_age=600, max_uses=5)
    found = await bot.rest.fetch_invite(made.code, with_counts=True)
    await message.respond(f"{found.approximate_member_count} are in, come: {found.code}")


@command
async def silence(message: hikari.Message, guild_id: int, who: str) -> None:
    member = member_of(guild_id, who)
    until = datetime.now(UTC) + timedelta(minutes=5)
    await member.edit(communication_disabled_until=until, reason="too loud")
    await message.respond(f"{member.display_name} is silent")


@command
async def banish(message: hikari.Message, guild_id: int, who: str) -> None:
    member = member_of(guild_id, who)
    await member.ban(reason="asked nicely")
    reason = (await bot.rest.fetch_ban(guild_id, member)).reason
    action = hikari.AuditLogEventType.MEMBER_BAN_ADD
    [page] = await bot.rest.fetch_audit_log(guild_id, event_type=action)
    [entry] = page.entries.values()
    assert entry.user_id is not None
    assert entry.target_id is not None
    actor, target = (page.users[user_id].username for user_id in (entry.user_id, entry.target_id))
    await member.unban()
    try:
        await bot.rest.fetch_ban(guild_id, member)
    except hikari.NotFoundError as error:
        await message.respond(f"{actor} banned {target}: {reason}. Then {error.code}")


@command
async def whisper(message: hikari.Message, guild_id: int, who: str) -> None:
    await member_of(guild_id, who).send("psst")


@command
async def mood(message: hikari.Message, guild_id: int, game: str) -> None:
    await bot.update_presence(status=hikari.Status.IDLE, activity=hikari.Activity(name=game))


@command
async def applaud(message: hikari.Message, guild_id: int) -> None:
    await asyncio.gather(*(message.add_reaction(emoji) for emoji in "👏🎉🔥👀🌞🌈"))
    await message.respond("applauded")


@command
async def heard(message: hikari.Message, guild_id: int) -> None:
    await message.respond(f"heard {', '.join(gaps)}")


@command
async def shards(message: hikari.Message, guild_id: int) -> None:
    shard = hikari.snowflakes.calculate_shard_id(bot, guild_id)
    await message.respond(f"shard {shard} of {bot.shard_count}")


bot.run(shard_count=2 if "quiet" in sys.argv else None, check_for_updates=False)
