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
  const opened = useRef(false);
  const cancel = () => clearTimeout(timer.current);
  return {
    /** @param {PointerEvent} event */
    onPointerDown(event) {
      if (event.pointerType !== "touch") return;
      start.current = { x: event.clientX, y: event.clientY };
      opened.current = false;
      cancel();
      timer.current = setTimeout(() => {
        navigator.vibrate?.(10);
        opened.current = true;
        open(event);
      }, HOLD_MS);
    },
    /** @param {PointerEvent} event */
    onPointerMove(event) {
      const { x, y } = start.current;
      if (Math.hypot(event.clientX - x, event.clientY - y) > SLIP_PX) cancel();
    },
    /** Lifting the finger is not another act. @param {MouseEvent} event */
    onClickCapture(event) {
      if (!opened.current) return;
      opened.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
  };
}
