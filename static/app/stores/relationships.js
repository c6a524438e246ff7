/** @import { Relationship } from "app/types" */
import { computed } from "@preact/signals";
import { SignalMap } from "app/lib/signal-map.js";
import { learnUser } from "app/stores/users.js";

export const RelationshipType = Object.freeze({ FRIEND: 1, BLOCKED: 2, INCOMING: 3, OUTGOING: 4 });

/** What others are to me, by their ids. @type {SignalMap<Relationship>} */
export const relationships = new SignalMap();

/** @param {number} type */
const ofType = (type) =>
  computed(() =>
    [...relationships.keys()].flatMap((id) => {
      const one = relationships.get(id);
      return one?.type === type ? [one] : [];
    }),
  );
export const friends = ofType(RelationshipType.FRIEND);
export const blocked = ofType(RelationshipType.BLOCKED);
export const incomingRequests = ofType(RelationshipType.INCOMING);
export const outgoingRequests = ofType(RelationshipType.OUTGOING);

/** @param {Relationship[]} list */
export function setRelationships(list) {
  relationships.clear();
  for (const one of list) putRelationship(one);
}

/** @param {Relationship} relationship */
export function putRelationship(relationship) {
  learnUser(relationship.user);
  relationships.set(relationship.id, relationship);
}

/** @param {{ id: string }} relationship */
export function removeRelationship({ id }) {
  relationships.delete(id);
}

/** @param {string} id of a user */
export function isBlocked(id) {
  return relationships.get(id)?.type === RelationshipType.BLOCKED;
}
