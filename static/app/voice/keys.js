/** What people call a key. @param {string} code as `KeyboardEvent.code` */
export function keyName(code) {
  const letter = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  if (letter) return letter;
  const side = /^(Shift|Control|Alt|Meta)(Left|Right)$/.exec(code);
  if (side) return `${side[2] === "Left" ? "Left" : "Right"} ${side[1]}`;
  if (code === "Backquote") return "`";
  return code.replace(/([a-z])([A-Z0-9])/g, "$1 $2");
}
