// A discord.js bot that does what `helpful_discordpy.py` does.

import { Buffer } from "node:buffer";
import { once } from "node:events";
import process from "node:process";
import {
  ActivityType,
  AttachmentBuilder,
  AuditLogEvent,
  ChannelType,
  Client,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  Partials,
} from "discord.js";

const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR4nGP8v5QBK2DCLjxYJQBM7gG0qfKk0wAAAABJ" +
    "RU5ErkJggg==",
  "base64",
);
const isQuiet = process.argv.includes("quiet");
const all = Object.values(GatewayIntentBits).filter((bit) => typeof bit === "number");
const bot = new Client({
  intents: isQuiet ? all.filter((bit) => bit !== GatewayIntentBits.MessageContent) : all,
  partials: [Partials.Channel],
  shardCount: isQuiet ? 2 : 1,
});
const gaps = [];

const memberOf = (guild, mention) => guild.members.cache.get(mention.replace(/\D/g, ""));

bot.once(Events.ClientReady, () => console.log("ready"));
bot.on(Events.ShardResume, () => bot.guilds.cache.first().systemChannel.send("resumed"));
bot.on(Events.GuildMemberAdd, (member) => member.guild.systemChannel.send(`Welcome, ${member}!`));

bot.on(Events.MessageUpdate, async (before, after) => {
  if (!after.author.bot) await after.channel.send(`“${before.content}” became “${after.content}”`);
});

bot.on(Events.MessageReactionAdd, async (reaction, user) => {
  const { channel } = reaction.message;
  if (!user.bot) await channel.send(`${user.displayName} reacted with ${reaction.emoji}`);
});

bot.on(Events.TypingStart, async ({ channel, user }) => {
  if (!user.bot) await channel.send(`${user.displayName} is typing`);
});

bot.on(Events.PresenceUpdate, async (_, { userId, status, activities, guild }) => {
  if (userId === bot.user.id && activities.length > 0) {
    await guild.systemChannel.send(`now ${status} at ${activities[0].name}`);
  }
});

bot.on(Events.MessageCreate, async (message) => {
  const { author, channel, content, guild } = message;
  if (author.bot) return;
  if (guild === null) {
    await channel.send(`I heard ${content}`);
    return;
  }
  if (content.startsWith("gap")) gaps.push(content);
  else if (content === "") await channel.send("somebody said something");
  const prefix = ["!", `<@${bot.user.id}> `].find((start) => content.startsWith(start));
  if (prefix !== undefined) {
    const [name, ...words] = content.slice(prefix.length).split(" ");
    await commands[name](message, ...words);
  }
});

const commands = {
  async ping(message) {
    await message.reply("pong");
  },

  async count({ channel, guild }) {
    const names = guild.members.cache.map((member) => member.user.username).sort();
    await channel.send(`${names.length} members: ${names.join(", ")}`);
  },

  async promote({ channel, guild }, who, ...words) {
    const member = memberOf(guild, who);
    const role = await guild.roles.create({
      name: words.join(" "),
      colors: { primaryColor: "Orange" },
      hoist: true,
    });
    await member.roles.add(role, "asked nicely");
    await channel.send(`${member.displayName} is now ${role.name}`);
  },

  async report({ channel }) {
    const embed = new EmbedBuilder()
      .setTitle("Report")
      .setDescription("All is well")
      .addFields({ name: "a", value: "b" });
    const file = new AttachmentBuilder(Buffer.from("all is well"), { name: "report.txt" });
    await channel.send({ embeds: [embed], files: [file] });
  },

  async forbidden({ channel, guild }) {
    const owner = await guild.fetchOwner();
    await owner.kick().catch((error) => channel.send(`refused with ${error.code}`));
  },

  async clean({ channel }, limit) {
    const gone = await channel.bulkDelete(Number(limit));
    await channel.send(`${gone.size} messages gone`);
  },

  async den({ channel: here, guild }, who, name) {
    const member = memberOf(guild, who);
    const category = await guild.channels.create({
      name: "Dens",
      type: ChannelType.GuildCategory,
    });
    const made = await guild.channels.create({
      name,
      parent: category,
      permissionOverwrites: [
        { id: guild.id, deny: ["ViewChannel"] },
        { id: member.id, allow: ["ViewChannel"] },
        { id: bot.user.id, allow: ["ViewChannel"] },
      ],
    });
    const channel = await made.setTopic(`for ${member.displayName}`);
    const welcome = await channel.send("welcome");
    await welcome.pin();
    const { items } = await channel.messages.fetchPins();
    const pins = items.map(({ message }) => `'${message.content}'`);
    await here.send(`#${channel.name}, ${channel.topic}: [${pins.join(", ")}]`);
  },

  async raze({ channel: here, guild }, name) {
    const channel = guild.channels.cache.find((one) => one.name === name);
    const { parent } = channel;
    const seen = once(bot, Events.ChannelDelete);
    await channel.delete();
    const [gone] = await seen;
    await parent.delete();
    await here.send(`#${gone.name} is gone from ${parent.name}`);
  },

  async thread(message, ...words) {
    const name = words.join(" ");
    const made = await message.startThread({ name, autoArchiveDuration: 60 });
    await made.send("let us talk here");
    await made.members.add(message.author);
    const members = await made.members.fetch();
    const closed = await made.edit({ archived: true, locked: true });
    const state = `${members.size} members, locked: ${closed.locked}`;
    await message.channel.send(`${closed.name}: ${state}`);
  },

  async impersonate({ channel }, who) {
    const webhook = await channel.createWebhook({ name: "puppet" });
    const message = await webhook.send({ content: "it is me", username: who });
    await webhook.editMessage(message, `it is me, ${who}`);
    await webhook.delete("seen through");
    const left = await channel.fetchWebhooks();
    await channel.send(`${who} has spoken, ${left.size} puppets left`);
  },

  async dress({ channel, guild }, name) {
    const role = guild.roles.cache.find((one) => one.name === name);
    await role.edit({ hoist: false, mentionable: true, permissions: ["KickMembers"] });
    await guild.roles.setPositions([{ role, position: 1 }]);
    const again = await guild.roles.fetch(role.id, { force: true });
    const wearers = role.members.map((member) => member.user.username);
    const position = again.rawPosition;
    await again.delete();
    await channel.send(`${wearers.join(", ")} wore ${again.name} at ${position}`);
  },

  async emoji(message, name) {
    const emoji = await message.guild.emojis.create({ attachment: PICTURE, name });
    await message.react(emoji);
    await message.channel.send(`${emoji}`);
  },

  async invite({ channel }) {
    const { code } = await channel.createInvite({ maxAge: 600, maxUses: 5 });
    const found = await bot.fetchInvite(code);
    await channel.send(`${found.memberCount} are in, come: ${found.code}`);
  },

  async silence({ channel, guild }, who) {
    const member = memberOf(guild, who);
    await member.timeout(5 * 60_000, "too loud");
    await channel.send(`${member.displayName} is silent`);
  },

  async banish({ channel, guild }, who) {
    const member = memberOf(guild, who);
    await member.ban({ reason: "asked nicely" });
    const { reason } = await guild.bans.fetch(member);
    const log = await guild.fetchAuditLogs({ limit: 1, type: AuditLogEvent.MemberBanAdd });
    const { executor, target } = log.entries.first();
    await guild.members.unban(member);
    const error = await guild.bans.fetch({ user: member, force: true }).catch((refusal) => refusal);
    const told = `${executor.username} banned ${target.username}: ${reason}`;
    await channel.send(`${told}. Then ${error.code}`);
  },

  async whisper({ guild }, who) {
    await memberOf(guild, who).send("psst");
  },

  async mood(_, name) {
    bot.user.setPresence({ status: "idle", activities: [{ name, type: ActivityType.Playing }] });
  },

  async applaud(message) {
    await Promise.all([..."👏🎉🔥👀🌞🌈"].map((emoji) => message.react(emoji)));
    await message.channel.send("applauded");
  },

  async heard({ channel }) {
    await channel.send(`heard ${gaps.join(", ")}`);
  },

  async shards({ channel, guild }) {
    await channel.send(`shard ${guild.shardId} of ${bot.options.shardCount}`);
  },
};

await bot.login(process.env.DISCORD_TOKEN);
