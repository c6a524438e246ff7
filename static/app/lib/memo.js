/** @import { ComponentType } from "preact" */

import { h } from "app/lib/html.js";
import { Component } from "preact";

/**
 * Draw again only when a prop is another value. Signals that the component
 * reads still redraw it.
 * @template P
 * @param {(props: P) => any} Inner
 * @returns {ComponentType<P>}
 */
export function memo(Inner) {
  return class extends Component {
    /** @param {any} next */
    shouldComponentUpdate(next) {
      const props = /** @type {any} */ (this.props);
      for (const name in next) if (next[name] !== props[name]) return true;
      for (const name in props) if (!(name in next)) return true;
      return false;
    }
    render() {
      return h(/** @type {any} */ (Inner), /** @type {any} */ (this.props));
    }
  };
}
