import { html } from "app/lib/html.js";
import { useLayoutEffect } from "preact/hooks";

/**
 * A text field as tall as its text.
 * @param {{ field: import("preact").RefObject<HTMLTextAreaElement | null>, value: string, label: string, placeholder?: string,
 *   onInput: (text: string) => void, onKeyDown: (event: KeyboardEvent) => void, onPaste?: (event: ClipboardEvent) => void,
 *   onCaret?: () => void, listId?: string, activeId?: string, expanded?: boolean, disabled?: boolean }} props
 */
export function TextArea({
  field,
  value,
  label,
  placeholder,
  onInput,
  onKeyDown,
  onPaste,
  onCaret,
  listId,
  activeId,
  expanded,
  disabled,
}) {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [value, disabled]);
  /** @param {Event} event */
  const input = (event) => onInput(/** @type {HTMLTextAreaElement} */ (event.currentTarget).value);
  return html`<textarea
    ref=${field}
    class="text-area"
    rows="1"
    dir="auto"
    value=${value}
    placeholder=${placeholder}
    disabled=${disabled}
    aria-label=${label}
    aria-autocomplete="list"
    aria-controls=${expanded ? listId : undefined}
    aria-activedescendant=${activeId}
    enterkeyhint="send"
    onInput=${input}
    onKeyDown=${onKeyDown}
    onKeyUp=${onCaret}
    onClick=${onCaret}
    onPaste=${onPaste}
  ></textarea>`;
}

/** Enter that sends: not while an input method composes, not with Shift. @param {KeyboardEvent} event */
export function isSendKey(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
