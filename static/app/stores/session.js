/** @import { ConnectionState, SelfUser } from "app/types" */
import { computed, signal } from "@preact/signals";

/** Who is signed in. */
export const me = signal(/** @type {SelfUser | null} */ (null));

export const myId = computed(() => me.value?.id ?? "");

/** Whether READY has been applied: from here on the stores hold something to show. */
export const isReady = signal(false);

/** Which of my connections this is; another one after each READY. */
export const gatewaySession = signal("");

export const connection = signal(/** @type {ConnectionState} */ ("idle"));

/** When the gateway was lost, while it is lost. */
export const lostAt = signal(/** @type {number | null} */ (null));
