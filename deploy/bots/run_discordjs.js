// Runs a discord.js bot against a Guildhall instance; the bot's own files stay as they are.
//
//   node run_discordjs.js --url https://chat.example.org bot.js [arguments of the bot]
//
// Needs Node 22.12 or newer and nothing but the bot's own packages: copy this file to where the bot
// runs. It neither imports nor requires, so that it is at home in both kinds of packages.

const process = globalThis.process;
const { createRequire, runMain } = process.getBuiltinModule("node:module");
const path = process.getBuiltinModule("node:path");
const { pathToFileURL } = process.getBuiltinModule("node:url");

const ADDRESS = "GUILDHALL_URL"; // tells the processes that a ShardingManager starts

/** Put an instance where the library, as a bot's file finds it, expects Discord. */
function pointAt(url, bot) {
  const fromLibrary = createRequire(createRequire(bot).resolve("discord.js"));
  const types = fromLibrary("discord-api-types/rest/v10");
  types.RouteBases = {
    ...types.RouteBases,
    api: `${url}/api/v${types.APIVersion}`,
    cdn: url,
    media: url,
    invite: `${url}/invite`,
  };
  // For modules there is a second copy of this part of the library.
  const rest = fromLibrary.resolve("@discordjs/rest");
  for (const file of [rest, rest.replace(/\.js$/, ".mjs")]) {
    const { DefaultRestOptions } = fromLibrary(file);
    Object.assign(DefaultRestOptions, { api: `${url}/api`, cdn: url, mediaProxy: url });
  }
}

function main([runner, option, url, bot, ...rest]) {
  if (option !== "--url" || bot === undefined) {
    console.error("usage: node run_discordjs.js --url https://chat.example.org bot.js […]");
    process.exit(2);
  }
  const file = path.resolve(bot);
  process.env[ADDRESS] = url.replace(/\/+$/, "");
  const options = process.env.NODE_OPTIONS ?? "";
  process.env.NODE_OPTIONS = `${options} --import ${pathToFileURL(runner)}`;
  pointAt(process.env[ADDRESS], file);
  process.argv = [process.argv[0], file, ...rest];
  runMain();
}

if (process.env[ADDRESS] === undefined) {
  main(process.argv.slice(1));
} else {
  try {
    pointAt(process.env[ADDRESS], process.argv[1]);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error; // a program that is no bot
  }
}
