import { useRef } from "preact/hooks";

const HOLD_MS = 450;
const SLIP_PX = 10;

/**
 * A finger held still opens what a right click opens.
 * @param {(event: PointerEvent) => void} open
 */
export function useLongPress(open) {
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const start = useRef({ x: 0, y: 0 });
  const cancel = () => clearTimeout(timer.current);
  return {
    /** @param {PointerEvent} event */
    onPointerDown(event) {
      if (event.pointerType !== "touch") return;
      start.current = { x: event.clientX, y: event.clientY };
      cancel();
      timer.current = setTimeout(() => {
        navigator.vibrate?.(10);
        open(event);
      }, HOLD_MS);
    },
    /** @param {PointerEvent} event */
    onPointerMove(event) {
      const { x, y } = start.current;
      if (Math.hypot(event.clientX - x, event.clientY - y) > SLIP_PX) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
  };
}
