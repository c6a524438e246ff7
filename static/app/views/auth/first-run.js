import { claimInstance } from "app/api/auth.js";
import { h } from "app/lib/html.js";
import { bootstrap } from "app/stores/bootstrap.js";
import { AccountForm } from "app/views/auth/account-form.js";
import { Card } from "app/views/auth/card.js";

/** Nobody is here yet: the first account owns the instance. */
export function FirstRun() {
  /** @param {import("app/api/auth.js").NewAccount} account */
  const create = async (account) => {
    await claimInstance(account);
    location.assign("/channels/@me");
  };
  return h(
    Card,
    {
      title: "The hall is ready",
      lead: `You are the first one here. Create the account that owns ${bootstrap.instance_name}: it can do everything and appoint others.`,
    },
    h(AccountForm, {
      action: "Create owner account",
      emailHint: "For password resets and notices about this instance.",
      onCreate: create,
    }),
  );
}
