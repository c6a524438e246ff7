/** @import { ComponentChildren } from "preact" */

import { Icon } from "app/components/icon.js";
import { h, html } from "app/lib/html.js";
import { useEffect, useErrorBoundary, useState } from "preact/hooks";

/** Nothing here: a friendly sentence and the next act. @param {{ icon: string, title: string, children?: ComponentChildren }} props */
export function EmptyState({ icon, title, children }) {
  return html`<div class="state">
    <span class="state-icon">${h(Icon, { name: icon, size: 32 })}</span>
    <p class="state-title">${title}</p>
    ${children && html`<div class="state-text">${children}</div>`}
  </div>`;
}

/** @param {{ title: string, onRetry: () => void }} props */
export function ErrorState({ title, onRetry }) {
  return html`<div class="state" role="alert">
    <span class="state-icon">${h(Icon, { name: "circle-alert", size: 32 })}</span>
    <p class="state-title">${title}</p>
    <button type="button" class="button" onClick=${onRetry}>Try again</button>
  </div>`;
}

/** Placeholders for what usually comes sooner than they would show. @param {{ children?: ComponentChildren }} props */
export function AfterPause({ children }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return late ? html`${children}` : null;
}

/** Stands for what is being fetched; seen only when it takes its time. */
export function Loading() {
  return html`<div class="loading" aria-busy="true">${h(AfterPause, {}, html`<p role="status">Loading…</p>`)}</div>`;
}

/** A part that fails leaves the others standing. @param {{ name: string, children?: ComponentChildren }} props */
export function Boundary({ name, children }) {
  const [error, reset] = useErrorBoundary((problem) => console.error(name, problem));
  return error
    ? h(ErrorState, { title: `${name} could not be shown.`, onRetry: reset })
    : html`${children}`;
}

/**
 * Fetch once when a panel opens.
 * @template T
 * @param {() => Promise<T>} load
 * @param {unknown[]} on
 * @returns {{ data: T | undefined, failed: boolean, reload: () => void, change: (data: T) => void }}
 */
export function useLoad(load, on) {
  const [data, setData] = useState(/** @type {T | undefined} */ (undefined));
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let stale = false;
    setFailed(false);
    load().then(
      (loaded) => !stale && setData(() => loaded),
      () => !stale && setFailed(true),
    );
    return () => {
      stale = true;
    };
  }, [...on, round]);
  return { data, failed, reload: () => setRound(round + 1), change: (next) => setData(() => next) };
}
