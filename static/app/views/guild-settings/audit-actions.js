/** What the audit log tells of, in words. */

/**
 * @typedef {object} Action
 * @property {string} label what it is called where one chooses it
 * @property {string} icon
 * @property {"good" | "change" | "bad"} tone made, changed or taken away
 * @property {string} says what the actor did; {…} stands for a name
 */

/** By action_type. In the order in which people look for them. @type {Map<number, Action>} */
export const ACTIONS = new Map([
  [1, change("Change the server", "settings", "changed the server")],
  [10, good("Create a channel", "hash", "created {channel}")],
  [11, change("Change a channel", "hash", "changed {channel}")],
  [12, bad("Delete a channel", "hash", "deleted {channel}")],
  [
    13,
    good(
      "Add channel permissions",
      "lock",
      "gave {overwritten} permissions of their own in {channel}",
    ),
  ],
  [
    14,
    change(
      "Change channel permissions",
      "lock",
      "changed the permissions of {overwritten} in {channel}",
    ),
  ],
  [
    15,
    bad(
      "Remove channel permissions",
      "lock",
      "removed the permissions of {overwritten} in {channel}",
    ),
  ],
  [20, bad("Kick a member", "user-x", "kicked {user}")],
  [21, bad("Remove inactive members", "user-x", "removed {removed} who were away for {days}")],
  [22, bad("Ban a member", "ban", "banned {user}")],
  [23, good("Lift a ban", "ban", "lifted the ban of {user}")],
  [24, change("Change a member", "user", "changed {user}")],
  [25, change("Change a member’s roles", "shield", "changed the roles of {user}")],
  [26, change("Move members in voice", "volume-2", "moved {members} to {in}")],
  [27, bad("Disconnect members from voice", "volume-2", "disconnected {members} from voice")],
  [28, good("Add a bot", "bot", "added the bot {user}")],
  [30, good("Create a role", "shield", "created the role {role}")],
  [31, change("Change a role", "shield", "changed the role {role}")],
  [32, bad("Delete a role", "shield", "deleted the role {role}")],
  [40, good("Create an invite", "link", "made the invite {invite}")],
  [41, change("Change an invite", "link", "changed the invite {invite}")],
  [42, bad("Delete an invite", "link", "deleted the invite {invite}")],
  [50, good("Create a webhook", "webhook", "created the webhook {webhook}")],
  [51, change("Change a webhook", "webhook", "changed the webhook {webhook}")],
  [52, bad("Delete a webhook", "webhook", "deleted the webhook {webhook}")],
  [60, good("Add an emoji", "smile", "added the emoji {named}")],
  [61, change("Change an emoji", "smile", "changed the emoji {named}")],
  [62, bad("Delete an emoji", "smile", "deleted the emoji {named}")],
  [90, good("Add a sticker", "smile", "added the sticker {named}")],
  [91, change("Change a sticker", "smile", "changed the sticker {named}")],
  [92, bad("Delete a sticker", "smile", "deleted the sticker {named}")],
  [130, good("Add a sound", "volume-2", "added the sound {named}")],
  [131, change("Change a sound", "volume-2", "changed the sound {named}")],
  [132, bad("Delete a sound", "volume-2", "deleted the sound {named}")],
  [72, bad("Delete messages", "message-circle", "deleted {messages} by {user} in {in}")],
  [73, bad("Delete messages in bulk", "message-circle", "deleted {messages} in {channel}")],
  [74, good("Pin a message", "pin", "pinned a message by {user} in {in}")],
  [75, bad("Unpin a message", "pin", "unpinned a message by {user} in {in}")],
  [80, good("Add an integration", "plug", "added the integration {integration}")],
  [81, change("Change an integration", "plug", "changed the integration {integration}")],
  [82, bad("Remove an integration", "plug", "removed the integration {integration}")],
  [83, good("Begin a stage", "volume-2", "began the stage {named} in {in}")],
  [84, change("Change a stage", "volume-2", "changed the stage {named} in {in}")],
  [85, bad("End a stage", "volume-2", "ended the stage {named} in {in}")],
  [100, good("Create an event", "calendar", "created the event {event}")],
  [101, change("Change an event", "calendar", "changed the event {event}")],
  [102, bad("Cancel an event", "calendar", "cancelled the event {event}")],
  [110, good("Start a thread", "messages-square", "started the thread {thread}")],
  [111, change("Change a thread", "messages-square", "changed the thread {thread}")],
  [112, bad("Delete a thread", "messages-square", "deleted the thread {thread}")],
  [121, change("Change who may use commands", "bot", "changed who may use the commands of an app")],
  [140, good("Create an AutoMod rule", "shield-check", "created the AutoMod rule {rule}")],
  [141, change("Change an AutoMod rule", "shield-check", "changed the AutoMod rule {rule}")],
  [142, bad("Delete an AutoMod rule", "shield-check", "deleted the AutoMod rule {rule}")],
  [
    143,
    bad(
      "AutoMod blocked a message",
      "shield-check",
      "blocked a message by {user} in {in}, by the rule {ruleName}",
    ),
  ],
  [
    144,
    change(
      "AutoMod flagged a message",
      "shield-check",
      "flagged a message by {user} in {in}, by the rule {ruleName}",
    ),
  ],
  [
    145,
    bad("AutoMod timed somebody out", "shield-check", "timed {user} out, by the rule {ruleName}"),
  ],
  [
    146,
    bad("AutoMod held somebody back", "shield-check", "held {user} back, by the rule {ruleName}"),
  ],
  [150, good("Ask for monetization", "info", "asked for monetization")],
  [151, good("Accept the terms of monetization", "info", "accepted the terms of monetization")],
  [
    163,
    good("Create an onboarding question", "door-open", "created the onboarding question {titled}"),
  ],
  [
    164,
    change(
      "Change an onboarding question",
      "door-open",
      "changed the onboarding question {titled}",
    ),
  ],
  [
    165,
    bad("Delete an onboarding question", "door-open", "deleted the onboarding question {titled}"),
  ],
  [166, good("Set onboarding up", "door-open", "set onboarding up")],
  [167, change("Change onboarding", "door-open", "changed onboarding")],
  [190, good("Set the server guide up", "door-open", "set the server guide up")],
  [191, change("Change the server guide", "door-open", "changed the server guide")],
  [192, change("Say what a room is about", "volume-2", "said what {channel} is about")],
  [193, bad("Clear what a room is about", "volume-2", "cleared what {channel} is about")],
  [210, change("Change the rules for newcomers", "scroll-text", "changed the rules for newcomers")],
]);

/** @param {number} type @returns {Action} */
export function actionOf(type) {
  return ACTIONS.get(type) ?? change("Something else", "info", `did something (${type})`);
}

/** @param {string} label @param {string} icon @param {string} says @returns {Action} */
function good(label, icon, says) {
  return { label, icon, tone: "good", says };
}

/** @param {string} label @param {string} icon @param {string} says @returns {Action} */
function change(label, icon, says) {
  return { label, icon, tone: "change", says };
}

/** @param {string} label @param {string} icon @param {string} says @returns {Action} */
function bad(label, icon, says) {
  return { label, icon, tone: "bad", says };
}
