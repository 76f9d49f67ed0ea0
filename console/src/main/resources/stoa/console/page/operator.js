// What only operators may do. On the platform's own machine nothing may be needed for it; elsewhere a person signs in with
// the platform's token once. The browser gets a session for it, in a cookie that no script can read; the token is kept nowhere.
import {html, nothing} from './lit.js';
import {clock, refusal} from './words.js';

const session = {until: 0, open: false, why: ''};
let changed = () => {};

/** @param then called whenever the session has changed */
export function startSession(then) {
  changed = then;
  return ask();
}

async function ask() {
  const answer = await fetch('session', {headers: {Accept: 'application/json'}, cache: 'no-store'}).catch(() => null);
  if (!answer?.ok) return;
  const {until} = await answer.json();
  session.until = until ? new Date(until).getTime() : 0;
  changed();
}

const isSignedIn = () => session.until > Date.now();

/** Asks for a change. @return null when it was made, else {why, wantsToken} */
export async function change(path, body) {
  const answer = await send('PUT', path, body);
  if (answer?.ok) return null;
  const wantsToken = [401, 403].includes(answer?.status);
  if (wantsToken) await ask();
  return {why: answer ? await refusal(answer) : 'no connection', wantsToken};
}

const send = (method, path, body) => fetch(path, {
  method,
  headers: {Accept: 'application/json', ...(body && {'Content-Type': 'application/json'})},
  body: body && JSON.stringify(body),
}).catch(() => null);

async function signIn(event, then) {
  event.preventDefault();
  const field = event.target.elements.token;
  const answer = await send('POST', 'session', {token: field.value.trim()});
  if (answer?.ok) {
    field.value = '';
    Object.assign(session, {open: false, why: ''});
    await ask();
    then();
  } else {
    session.why = `Not signed in: ${answer ? await refusal(answer) : 'no connection'}`;
    changed();
    field.select();
  }
}

async function toggle() {
  session.why = '';
  if (!isSignedIn()) {
    session.open = !session.open;
  } else if ((await send('DELETE', 'session'))?.ok) {
    session.until = 0;
  }
  changed();
}

/** Whether one is signed in, and the way in and out. */
export const sessionView = () => html`<span role="status">${
    isSignedIn() ? html`Signed in until ${clock(session.until)}` : nothing}</span>
  <button type="button" class="quiet" aria-expanded=${isSignedIn() ? nothing : String(session.open)}
    @click=${toggle}>${isSignedIn() ? 'Sign out' : 'Sign in'}</button>
  ${session.open && !isSignedIn()
    ? tokenForm('Sign in with it', () => document.querySelector('#session button').focus()) : nothing}`;

/** @param then called when one is signed in, to try again what was refused */
export const tokenForm = (act, then) => html`<form class="token" @submit=${event => signIn(event, then)}>
  <label>Token <input name="token" type="password" autocomplete="off" required></label>
  <button type="submit">${act}</button>
  <span class="aside">It is in the file <code>token</code> of the platform's data folder. This browser is then signed in
    for twelve hours.</span>
  ${session.why ? html`<span role="alert" class="failed">${session.why}</span>` : nothing}
</form>`;
