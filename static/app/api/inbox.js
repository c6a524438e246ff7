/** @import { Notification } from "app/types" */
import { request } from "app/api/request.js";

/** @typedef {{ notifications: Notification[], has_more: boolean, unread: number }} Page */

/** @param {{ before?: string, limit?: number }} query @returns {Promise<Page>} */
export const notifications = (query) => request("GET", "/users/@me/notifications", { query });

/** @param {string} id @returns {Promise<void>} */
export const markRead = (id) => request("POST", `/users/@me/notifications/${id}/ack`);

/** @returns {Promise<void>} */
export const markAllRead = () => request("POST", "/users/@me/notifications/ack", { body: {} });

/** @param {string} id @returns {Promise<void>} */
export const remove = (id) => request("DELETE", `/users/@me/notifications/${id}`);
