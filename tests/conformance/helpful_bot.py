"""A bot as its author would write it for Discord; only the two addresses are another's.

helpful_bot.py http://127.0.0.1:8000 <token>
"""

from __future__ import annotations

import io
import sys

import discord
import yarl
from discord.ext import commands

server, token = sys.argv[1:]
discord.http.Route.BASE = f"{server}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(
    server.replace("http", "ws", 1) + "/gateway"
)
discord.asset.Asset.BASE = server

bot = commands.Bot(command_prefix="!", intents=discord.Intents.all())


@bot.event
async def on_ready() -> None:
    print("ready", flush=True)  # noqa: T201  the test waits for it


@bot.event
async def on_member_join(member: discord.Member) -> None:
    await member.guild.text_channels[0].send(f"Welcome, {member.mention}!")


@bot.event
async def on_message_edit(before: discord.Message, after: discord.Message) -> None:
    if not after.author.bot:
        await after.channel.send(f"“{before.content}” became “{after.content}”")


@bot.event
async def on_reaction_add(reaction: discord.Reaction, user: discord.User) -> None:
    if not user.bot:
        await reaction.message.channel.send(f"{user.display_name} reacted with {reaction.emoji}")


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


bot.run(token, log_level=40)
