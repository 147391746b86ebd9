// How is something written to the library?  One try at a time; a token is asked for where it is wanted.
//
//   held = trial();  attempt(page, held, () => fetchJson(…, { method: "PATCH" }))  ;  problem(page, held)
import { keepToken, token } from "../asking.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { failed } from "./states.js";

let made = 0;

/** What is known of a write: whether it is on its way, why it failed, and how to try again. */
export const trial = () => ({ number: ++made, busy: false, error: null, again: null, refused: false });

/** Do `work`; gives back whether it was done. */
export async function attempt(page, held, work) {
  if (held.busy) return false;
  Object.assign(held, { busy: true, error: null, again: () => attempt(page, held, work) });
  page.redraw();
  try {
    await work();
  } catch (error) {
    held.refused = error.status === 401 && Boolean(token());
    held.error = error;
  }
  held.busy = false;
  page.redraw();
  return !held.error;
}

/** Why it failed; on 401 a field for the token, kept for this tab only. */
export function problem(page, held) {
  if (!held.error) return nothing;
  if (held.error.status !== 401) return failed(held, held.again);
  const id = `token-${held.number}`;
  return html`<form class="notice failed token" @submit=${(event) => useToken(event, held)}>
    <label for=${id}>${t("token.label")}</label>
    <input id=${id} name="token" type="password" autocomplete="off" required aria-describedby="${id}-why">
    <button type="submit">${t("token.use")}</button>
    <p id="${id}-why" role="alert">${t(held.refused ? "token.refused" : "token.asked")}</p>
  </form>`;
}

function useToken(event, held) {
  event.preventDefault();
  keepToken(event.target.elements.token.value.trim());
  held.again();
}
