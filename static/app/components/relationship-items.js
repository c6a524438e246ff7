/** @import { Menu, User } from "app/types" */
import { acceptFriend, askFriend, dropRelationship } from "app/actions/friends.js";
import { block } from "app/api/friends.js";
import { confirm } from "app/components/confirm.js";
import { RelationshipType, relationships } from "app/stores/relationships.js";
import { myId } from "app/stores/session.js";
import { userName } from "app/stores/users.js";

/** What one can be to somebody: a friend, or out of their sight. @param {User} user @returns {Menu} */
export function relationshipItems(user) {
  if (user.id === myId.value || user.system) return [];
  const type = relationships.get(user.id)?.type;
  if (type === RelationshipType.BLOCKED)
    return [{ label: "Unblock", icon: "eye", run: () => void dropRelationship(user) }];
  return [
    ...(user.bot ? [] : friendItems(user, type)),
    { label: "Block", icon: "ban", danger: true, run: () => askToBlock(user) },
  ];
}

/** @param {User} user @param {number | undefined} type @returns {Menu} */
function friendItems(user, type) {
  const drop = () => void dropRelationship(user);
  switch (type) {
    case RelationshipType.FRIEND: {
      const run = () => askToUnfriend(user);
      return [{ label: "Remove friend", icon: "user-minus", danger: true, run }];
    }
    case RelationshipType.INCOMING:
      return [
        { label: "Accept friend request", icon: "check", run: () => void acceptFriend(user) },
        { label: "Decline friend request", icon: "x", run: drop },
      ];
    case RelationshipType.OUTGOING:
      return [{ label: "Withdraw friend request", icon: "x", run: drop }];
    default:
      return [{ label: "Add friend", icon: "user-plus", run: () => void askFriend(user) }];
  }
}

/** @param {User} user */
function askToBlock(user) {
  confirm({
    title: `Block ${userName(user)}?`,
    text: "They can no longer write to you directly, and their messages elsewhere are covered. They are not told.",
    action: "Block",
    run: () => block(user.id),
  });
}

/** @param {User} user */
export function askToUnfriend(user) {
  confirm({
    title: `Remove ${userName(user)}?`,
    text: "You are no longer friends then. They are not told.",
    action: "Remove friend",
    run: () => dropRelationship(user),
  });
}
