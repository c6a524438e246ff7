/** "Firefox on Linux", as well as a browser tells. @param {string} agent */
export function browserOf(agent) {
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0];
  const names = /** @type {Record<string, string>} */ ({ Edg: "Edge", OPR: "Opera" });
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0];
  const name = browser ? (names[browser] ?? browser) : agent.slice(0, 40) || "Unknown";
  return system ? `${name} on ${system === "Mac OS" ? "macOS" : system}` : name;
}
