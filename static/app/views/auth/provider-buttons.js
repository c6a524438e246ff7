import { nextPath } from "app/actions/session.js";
import { addressAtProvider } from "app/api/auth.js";
import { useSubmit } from "app/components/dialog.js";
import { h, html } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { FormError } from "app/views/auth/card.js";

/** A button for each identity provider; nothing where there is none. @param {{ primary: boolean }} props */
export function ProviderButtons({ primary }) {
  if (!bootstrap.identity_providers.length) return null;
  return html`${!primary && html`<p class="card-or"><span>or</span></p>`}
    ${bootstrap.identity_providers.map((provider) => h(ProviderButton, { key: provider.id, provider, primary }))}`;
}

/** @param {{ provider: { id: string, name: string }, primary: boolean }} props */
function ProviderButton({ provider, primary }) {
  const { busy, error, submit } = useSubmit(async () => {
    const next = nextPath();
    const invite = /^\/invite\/([^/?]+)/.exec(next ?? "")?.[1];
    const query = next ? `?next=${encodeURIComponent(next)}` : "";
    location.assign(
      await addressAtProvider({
        provider: provider.id,
        process: "login",
        callback_url: `/login/return${query}`,
        ...(invite && { invite }),
      }),
    );
  });
  return html`<form onSubmit=${submit} class="card-provider">
    ${h(FormError, { error, known: [] })}
    <button type="submit" class=${`button wide ${primary ? "primary" : ""}`} disabled=${busy}>Sign in with ${provider.name}</button>
  </form>`;
}
