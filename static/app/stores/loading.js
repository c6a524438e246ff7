/** What is being fetched, and what could not be. */
import { SignalMap } from "app/lib/signal-map.js";

/** @typedef {"page" | "older" | "newer" | "failed"} Loading */

/** Per channel. @type {SignalMap<Loading>} */
export const loading = new SignalMap();
