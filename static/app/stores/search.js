import { signal } from "@preact/signals";

/** @typedef {"newest" | "oldest" | "relevance"} Order */
/**
 * What the open search panel shows; null while it is closed.
 * @typedef {{ guildId?: string, channelId: string, text: string, order: Order, page: number }} Searching
 */
export const searching = signal(/** @type {Searching | null} */ (null));
