/** What each scope allows an application, in words for those who allow it. */
const NAMES = /** @type {Record<string, string>} */ ({
  openid: "Know who you are",
  identify: "See your name and avatar",
  email: "See your email address",
  connections: "See your connected accounts",
  guilds: "See which servers you are in",
  "guilds.join": "Let you join servers",
  "guilds.members.read": "See your nickname and roles in your servers",
  "gdm.join": "Add you to group messages",
  bot: "Bring its bot into a server",
  "applications.commands": "Add its commands to a server",
  "applications.commands.update": "Change its own commands",
  "applications.commands.permissions.update": "Change who may use its commands in your servers",
  "role_connections.write": "Write what roles may depend on",
  "webhook.incoming": "Post messages into a channel",
});

/** @param {string} scope */
export const scopeName = (scope) => NAMES[scope] ?? scope;
