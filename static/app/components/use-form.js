import { useSubmit } from "app/components/dialog.js";
import { useState } from "preact/hooks";

/**
 * Values that are changed and then saved together. Only what differs is sent.
 * @template {Record<string, unknown>} T
 * @param {T} saved what the server has
 * @param {(changed: Partial<T>, all: T) => Promise<unknown>} save
 */
export function useForm(saved, save) {
  const [edited, setEdited] = useState(/** @type {Partial<T>} */ ({}));
  const values = { ...saved, ...edited };
  const changed = /** @type {Partial<T>} */ (
    Object.fromEntries(Object.entries(edited).filter(([name, value]) => value !== saved[name]))
  );
  const { busy, error, submit } = useSubmit(async () => {
    await save(changed, values);
    setEdited({});
  });
  return {
    values,
    busy,
    error,
    submit: () => void submit(),
    dirty: Object.keys(changed).length > 0,
    reset: () => setEdited({}),
    /** @param {Partial<T>} change */
    set: (change) => setEdited((before) => ({ ...before, ...change })),
  };
}
