/** Permissions that stores are tested with: to see channels, as a string on the wire. */
export const VIEW = String(1n << 10n);
