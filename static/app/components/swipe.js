import { currentGuildId } from "app/router.js";
import { drawer } from "app/stores/overlays.js";
import { useRef } from "preact/hooks";

const DISTANCE_PX = 60;

/** On a phone a swipe goes between the lists, the messages and the members. */
export function useSwipe() {
  const start = useRef(/** @type {{ x: number, y: number } | null} */ (null));
  return {
    /** @param {TouchEvent} event */
    onTouchStart(event) {
      const touch = event.touches.length === 1 ? event.touches[0] : null;
      const inScroller = event.target instanceof Element && event.target.closest("pre, .text-area");
      start.current = touch && !inScroller ? { x: touch.clientX, y: touch.clientY } : null;
    },
    /** @param {TouchEvent} event */
    onTouchEnd(event) {
      if (!start.current || !matchMedia("(max-width: 767px)").matches) return;
      const touch = event.changedTouches[0];
      const x = touch.clientX - start.current.x;
      const y = touch.clientY - start.current.y;
      start.current = null;
      if (Math.abs(x) < DISTANCE_PX || Math.abs(x) < Math.abs(y) * 2) return;
      if (x > 0) drawer.value = drawer.peek() === "members" ? null : "nav";
      else if (drawer.peek() === "nav") drawer.value = null;
      else if (currentGuildId.peek()) drawer.value = "members";
    },
  };
}
