/** @import { SelfUser, User } from "app/types" */
import { SignalMap } from "app/lib/signal-map.js";
import { me } from "app/stores/session.js";

/** @type {SignalMap<User>} */
export const users = new SignalMap();

/**
 * Keep a user as some payload shows them. Payloads differ in how much they
 * tell, so a field once known stays.
 * @param {User} user
 */
export function learnUser(user) {
  const known = users.peek(user.id);
  if (
    known &&
    Object.entries(user).every(([name, value]) => known[/** @type {keyof User} */ (name)] === value)
  ) {
    return;
  }
  users.set(user.id, { ...known, ...user });
}

/** @param {SelfUser} user */
export function updateSelf(user) {
  me.value = { ...me.value, ...user };
  learnUser(user);
}

/** Take in how somebody looks now: oneself, or a friend. @param {SelfUser | User} user */
export function updateUser(user) {
  if (user.id === me.peek()?.id) updateSelf(/** @type {SelfUser} */ (user));
  else learnUser(user);
}

/** @param {User | undefined} user */
export function userName(user) {
  return user?.global_name || user?.username || "Unknown user";
}
