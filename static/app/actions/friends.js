/** @import { User } from "app/types" */
import { attempt } from "app/actions/attempt.js";
import * as api from "app/api/friends.js";
import { toast } from "app/stores/overlays.js";
import { userName } from "app/stores/users.js";

/** @param {User} user */
export const askFriend = (user) =>
  attempt(
    api.befriend(user.id).then(() => toast(`${userName(user)} was asked to be your friend.`)),
  );

/** @param {User} user one who asked */
export const acceptFriend = (user) => attempt(api.befriend(user.id));

/** Unfriend somebody, decline or withdraw a request, unblock. @param {User} user */
export const dropRelationship = (user) => attempt(api.unfriend(user.id));
