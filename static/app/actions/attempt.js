import { ApiError } from "app/api/request.js";
import { toast } from "app/stores/overlays.js";

/**
 * For acts without a place of their own to show an error: tell it in a toast.
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<T | undefined>} undefined when it failed
 */
export async function attempt(work) {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, "danger");
    return undefined;
  }
}
