// What only operators may do. On the platform's own machine nothing is needed for it; elsewhere the platform's token is
// asked for once, and this module has it until the page is left: it is stored nowhere.
import {html} from './lit.js';
import {refusal} from './words.js';

let token = '';

/** Asks for a change. @return null when it was made, else {why, wantsToken} */
export async function change(path, body) {
  const answer = await fetch(path, {
    method: 'PUT',
    headers: {'Content-Type': 'application/json', Accept: 'application/json',
      ...(token && {Authorization: `Bearer ${token}`})},
    body: JSON.stringify(body),
  }).catch(() => null);
  if (answer?.ok) return null;
  return {why: answer ? await refusal(answer) : 'no connection', wantsToken: [401, 403].includes(answer?.status)};
}

/** @param then called when there is a token to try again with */
export const tokenForm = then => html`<form class="token" @submit=${event => {
  event.preventDefault();
  token = event.target.elements.token.value.trim();
  then();
}}>
  <label>Token <input name="token" type="password" autocomplete="off" required></label>
  <button type="submit">Try again</button>
  <span class="aside">It is in the file <code>token</code> of the platform's data folder, and kept here until the page
    is left.</span>
</form>`;
