import { signal } from "@preact/signals";

/** Counts changes of my accounts at identity providers: whoever lists them reads them anew. */
export const connectionsChanged = signal(0);

export function noteConnections() {
  connectionsChanged.value += 1;
}
