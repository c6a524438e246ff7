import { emailOfKey, verifyEmail } from "app/api/auth.js";
import { useSubmit } from "app/components/dialog.js";
import { useLoad } from "app/components/states.js";
import { h, html } from "app/lib/html.js";
import { Card, FormError } from "app/views/auth/card.js";
import { useState } from "preact/hooks";

/** @param {{ token: string }} props */
export function VerifyEmail({ token }) {
  const key = decodeURIComponent(token);
  const [done, setDone] = useState(false);
  const { data, failed } = useLoad(() => emailOfKey(key), [key]);
  const { busy, error, submit } = useSubmit(async () => {
    await verifyEmail(key);
    setDone(true);
  });
  const go = html`<a class="button primary wide" href="/channels/@me">Continue</a>`;
  if (done) return h(Card, { title: "Your address is confirmed" }, go);
  if (failed)
    return h(
      Card,
      {
        title: "This link no longer works",
        lead: "It was used before, or has expired. You can have a new one sent from your account settings.",
      },
      go,
    );
  return h(
    Card,
    {
      title: "Confirm your address",
      lead: data ? html`Is <b>${data.data?.email}</b> yours?` : "One moment…",
    },
    html`<form onSubmit=${submit}>
      ${h(FormError, { error, known: [] })}
      <button type="submit" class="button primary wide" disabled=${busy || !data} autofocus>Yes, confirm</button>
    </form>`,
  );
}
