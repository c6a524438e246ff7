"""A bot as its author would write it for Discord: it knows of no other address.

Its token is in DISCORD_TOKEN. With the argument `quiet` it has two shards and may not read what is
not meant for it.
"""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import os
import sys
from datetime import timedelta

import discord
from discord.ext import commands

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR4nGP8v5QBK2DCLjxYJQBM7gG0qfKk0wAAAABJ"
    "RU5ErkJggg=="
)

intents = discord.Intents.all()
prefix = commands.when_mentioned_or("!")
bot: commands.Bot | commands.AutoShardedBot
if "quiet" in sys.argv:
    intents.message_content = False
    bot = commands.AutoShardedBot(command_prefix=prefix, intents=intents, shard_count=2)
else:
    bot = commands.Bot(command_prefix=prefix, intents=intents)
gaps: list[str] = []


async def tell(guild: discord.Guild, text: str) -> None:
    assert guild.system_channel is not None
    await guild.system_channel.send(text)


@bot.event
async def on_ready() -> None:
    print("ready", flush=True)  # noqa: T201  the test waits for it


@bot.event
async def on_resumed() -> None:
    await tell(bot.guilds[0], "resumed")


@bot.event
async def on_member_join(member: discord.Member) -> None:
    await tell(member.guild, f"Welcome, {member.mention}!")


@bot.event
async def on_message_edit(before: discord.Message, after: discord.Message) -> None:
    if not after.author.bot:
        await after.channel.send(f"“{before.content}” became “{after.content}”")


@bot.event
async def on_reaction_add(reaction: discord.Reaction, user: discord.User) -> None:
    if not user.bot:
        await reaction.message.channel.send(f"{user.display_name} reacted with {reaction.emoji}")


@bot.event
async def on_typing(channel: discord.TextChannel, user: discord.Member, when: object) -> None:
    if not user.bot:
        await channel.send(f"{user.display_name} is typing")


@bot.event
async def on_presence_update(before: discord.Member, after: discord.Member) -> None:
    if after == after.guild.me and after.activity is not None:
        await tell(after.guild, f"now {after.status} at {after.activity.name}")


@bot.listen("on_message")
async def listen(message: discord.Message) -> None:
    if message.author.bot:
        return
    if message.guild is None:
        await message.channel.send(f"I heard {message.content}")
    elif message.content.startswith("gap"):
        gaps.append(message.content)
    elif not message.content:
        await message.channel.send("somebody said something")


@bot.command()
async def ping(ctx: commands.Context[commands.Bot]) -> None:
    await ctx.reply("pong")


@bot.command()
async def count(ctx: commands.Context[commands.Bot]) -> None:
    assert ctx.guild is not None
    names = ", ".join(sorted(member.name for member in ctx.guild.members))
    await ctx.send(f"{len(ctx.guild.members)} members: {names}")


@bot.command()
async def promote(ctx: commands.Context[commands.Bot], who: discord.Member, *, name: str) -> None:
    assert ctx.guild is not None
    role = await ctx.guild.create_role(name=name, colour=discord.Colour.orange(), hoist=True)
    await who.add_roles(role, reason="asked nicely")
    await ctx.send(f"{who.display_name} is now {role.name}")


@bot.command()
async def report(ctx: commands.Context[commands.Bot]) -> None:
    embed = discord.Embed(title="Report", description="All is well").add_field(name="a", value="b")
    await ctx.send(embed=embed, file=discord.File(io.BytesIO(b"all is well"), "report.txt"))


@bot.command()
async def forbidden(ctx: commands.Context[commands.Bot]) -> None:
    assert ctx.guild is not None
    assert ctx.guild.owner is not None
    try:
        await ctx.guild.owner.kick()
    except discord.Forbidden as error:
        await ctx.send(f"refused with {error.code}")


@bot.command()
async def clean(ctx: commands.Context[commands.Bot], limit: int) -> None:
    assert isinstance(ctx.channel, discord.TextChannel)
    gone = await ctx.channel.purge(limit=limit)
    await ctx.send(f"{len(gone)} messages gone")


@bot.command()
async def den(ctx: commands.Context[commands.Bot], who: discord.Member, name: str) -> None:
    assert ctx.guild is not None
    seen, unseen = (discord.PermissionOverwrite(view_channel=may) for may in (True, False))
    channel = await ctx.guild.create_text_channel(
        name,
        category=await ctx.guild.create_category("Dens"),
        overwrites={ctx.guild.default_role: unseen, who: seen, ctx.guild.me: seen},
    )
    channel = await channel.edit(topic=f"for {who.display_name}")
    message = await channel.send("welcome")
    await message.pin()
    pins = [pin.content async for pin in channel.pins()]
    await ctx.send(f"#{channel.name}, {channel.topic}: {pins}")


@bot.command()
async def raze(ctx: commands.Context[commands.Bot], name: str) -> None:
    assert ctx.guild is not None
    channel = discord.utils.get(ctx.guild.text_channels, name=name)
    assert channel is not None
    category = channel.category
    assert category is not None
    seen = bot.wait_for("guild_channel_delete", check=lambda gone: gone == channel, timeout=5)
    await asyncio.gather(seen, channel.delete())
    await category.delete()
    await ctx.send(f"#{name} is gone from {category.name}")


@bot.command()
async def thread(ctx: commands.Context[commands.Bot], *, name: str) -> None:
    made = await ctx.message.create_thread(name=name, auto_archive_duration=60)
    await made.send("let us talk here")
    await made.add_user(ctx.author)
    members = await made.fetch_members()
    closed = await made.edit(archived=True, locked=True)
    await ctx.send(f"{closed.name}: {len(members)} members, locked: {closed.locked}")


@bot.command()
async def impersonate(ctx: commands.Context[commands.Bot], who: str) -> None:
    assert isinstance(ctx.channel, discord.TextChannel)
    webhook = await ctx.channel.create_webhook(name="puppet")
    message = await webhook.send("it is me", username=who, wait=True)
    await message.edit(content=f"it is me, {who}")
    await webhook.delete(reason="seen through")
    await ctx.send(f"{who} has spoken, {len(await ctx.channel.webhooks())} puppets left")


@bot.command()
async def dress(ctx: commands.Context[commands.Bot], name: str) -> None:
    assert ctx.guild is not None
    role = discord.utils.get(ctx.guild.roles, name=name)
    assert role is not None
    await role.edit(
        hoist=False, mentionable=True, permissions=discord.Permissions(kick_members=True)
    )
    await ctx.guild.edit_role_positions({role: 1})
    again = discord.utils.get(await ctx.guild.fetch_roles(), name=name)
    assert again is not None
    wearers = ", ".join(member.name for member in role.members)
    await again.delete()
    await ctx.send(f"{wearers} wore {again.name} at {again.position}")


@bot.command()
async def emoji(ctx: commands.Context[commands.Bot], name: str) -> None:
    assert ctx.guild is not None
    made = await ctx.guild.create_custom_emoji(name=name, image=PICTURE)
    await ctx.message.add_reaction(made)
    await ctx.send(f"{made}")


@bot.command()
async def invite(ctx: commands.Context[commands.Bot]) -> None:
    assert isinstance(ctx.channel, discord.TextChannel)
    made = await ctx.channel.create_invite(max_age=600, max_uses=5)
    found = await bot.fetch_invite(made.code, with_counts=True)
    await ctx.send(f"{found.approximate_member_count} are in, come: {found.code}")


@bot.command()
async def silence(ctx: commands.Context[commands.Bot], who: discord.Member) -> None:
    await who.timeout(timedelta(minutes=5), reason="too loud")
    await ctx.send(f"{who.display_name} is silent")


@bot.command()
async def banish(ctx: commands.Context[commands.Bot], who: discord.Member) -> None:
    assert ctx.guild is not None
    await ctx.guild.ban(who, reason="asked nicely", delete_message_seconds=0)
    reason = (await ctx.guild.fetch_ban(who)).reason
    action = discord.AuditLogAction.ban
    [entry] = [entry async for entry in ctx.guild.audit_logs(limit=1, action=action)]
    assert entry.user is not None
    assert entry.target == who
    await ctx.guild.unban(who)
    try:
        await ctx.guild.fetch_ban(who)
    except discord.NotFound as error:
        await ctx.send(f"{entry.user.name} banned {who.name}: {reason}. Then {error.code}")


@bot.command()
async def whisper(ctx: commands.Context[commands.Bot], who: discord.Member) -> None:
    await who.send("psst")


@bot.command()
async def mood(ctx: commands.Context[commands.Bot], game: str) -> None:
    await bot.change_presence(status=discord.Status.idle, activity=discord.Game(game))


@bot.command()
async def applaud(ctx: commands.Context[commands.Bot]) -> None:
    await asyncio.gather(*(ctx.message.add_reaction(emoji) for emoji in "👏🎉🔥👀🌞🌈"))
    await ctx.send("applauded")


@bot.command()
async def heard(ctx: commands.Context[commands.Bot]) -> None:
    await ctx.send(f"heard {', '.join(gaps)}")


@bot.command()
async def shards(ctx: commands.Context[commands.Bot]) -> None:
    assert ctx.guild is not None
    await ctx.send(f"shard {ctx.guild.shard_id} of {bot.shard_count}")


bot.run(os.environ["DISCORD_TOKEN"], log_level=logging.ERROR)
