/** What a message's text is made of. */
export type Node =
  | { type: "text"; text: string }
  | { type: "break" }
  | { type: "strong" | "em" | "underline" | "strike" | "spoiler" | "mark"; children: Node[] }
  | { type: "code"; text: string }
  | { type: "codeblock"; language: string; text: string }
  | { type: "quote" | "subtext"; children: Node[] }
  | { type: "heading"; level: number; children: Node[] }
  | { type: "list"; start: number | null; items: Node[][] }
  | { type: "link"; href: string; children: Node[]; masked: boolean }
  | { type: "user" | "role" | "channel"; id: string }
  | { type: "everyone"; name: string }
  | { type: "emoji"; text: string }
  | { type: "customEmoji"; id: string; name: string; animated: boolean }
  | { type: "time"; seconds: number; style: string };
