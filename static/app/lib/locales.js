/** Languages that the API knows: https://discord.com/developers/docs/reference#locales */
const LOCALES =
  "ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro ru sv-SE th tr uk vi zh-CN zh-TW".split(
    " ",
  );

/** Each with its name, sorted by it. @returns {[string, string][]} */
export function languageOptions() {
  const names = new Intl.DisplayNames(undefined, { type: "language" });
  return LOCALES.map(
    (code) => /** @type {[string, string]} */ ([code, names.of(code) ?? code]),
  ).sort(([, a], [, b]) => a.localeCompare(b));
}
