/** @import { VNode } from "preact" */

import { Dialog } from "app/components/dialog.js";
import { Icon } from "app/components/icon.js";
import { IconButton } from "app/components/icon-button.js";
import { Boundary } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { mayLeave } from "app/stores/unsaved.js";
import { useState } from "preact/hooks";

/** @typedef {{ id: string, title: string, icon: string, draw: () => VNode<any>, group?: string }} Page group: the heading it stands under */

/**
 * Pages of settings over the whole screen. On a phone first their list, then one.
 * What is changed and not saved holds people back.
 * @param {{ title: string, pages: Page[], first: string, close: () => void,
 *   acts?: { label: string, icon: string, danger?: boolean, run: () => void }[] }} props
 */
export function SettingsScreen({ title, pages, first, close, acts = [] }) {
  const [at, setAt] = useState(first);
  const [inList, setInList] = useState(matchMedia("(max-width: 767px)").matches);
  const page = pages.find(({ id }) => id === at) ?? pages[0];
  /** @param {string} id */
  const choose = (id) => {
    if (id !== at && !mayLeave()) return;
    setAt(id);
    setInList(false);
  };
  const leave = () => {
    if (mayLeave()) close();
  };
  return h(
    Dialog,
    { title, onClose: leave, class: "settings", hideTitle: true },
    html`<div class="settings-layout" data-in-list=${inList || undefined}>
      <nav class="settings-nav" aria-label=${title}>
        <div class="settings-nav-head">
          <h2 class="truncate">${title}</h2>
          ${h(IconButton, { icon: "x", label: "Close", class: "phone-only", onClick: leave })}
        </div>
        <ul>
          ${pages.map(({ id, title: name, icon, group }, i) => [
            group &&
              group !== pages[i - 1]?.group &&
              html`<li key=${group} class="settings-group">${group}</li>`,
            html`<li key=${id}>
              <button type="button" class="settings-link" aria-current=${id === at ? "page" : undefined} onClick=${() => choose(id)}>${h(Icon, { name: icon, size: 18 })}<span class="truncate">${name}</span></button>
            </li>`,
          ])}
          ${acts.length > 0 && html`<li class="menu-line" aria-hidden="true"></li>`}
          ${acts.map(
            ({ label, icon, danger, run }) =>
              html`<li key=${label}><button type="button" class=${`settings-link ${danger ? "danger" : ""}`} onClick=${run}>${h(Icon, { name: icon, size: 18 })}${label}</button></li>`,
          )}
        </ul>
      </nav>
      <section class="settings-page" aria-label=${page?.title}>
        <header class="settings-head">
          ${h(IconButton, { icon: "arrow-left", label: "Back", class: "phone-only", onClick: () => mayLeave() && setInList(true) })}
          <h3>${page?.title}</h3>
          ${h(IconButton, { icon: "x", label: "Close", onClick: leave })}
        </header>
        <div class="settings-body">${page && h(Boundary, { key: page.id, name: page.title }, page.draw())}</div>
      </section>
    </div>`,
  );
}
