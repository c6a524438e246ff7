import { h, html } from "app/lib/html.js";
import { Card } from "app/views/auth/card.js";

/** @param {{ text: string }} props */
export function CheckMail({ text }) {
  return h(Card, {
    title: "Check your mail",
    lead: text,
    foot: html`<a href="/login">Back to log in</a>`,
  });
}
