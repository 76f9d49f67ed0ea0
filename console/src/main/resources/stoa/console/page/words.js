// Times and counts for people.
import {html} from './lit.js';

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
});
const WHOLE = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'long'});
const DAY = 86_400_000;

export const clock = at => CLOCK.format(new Date(at));

export function ago(at, now = Date.now()) {
  const seconds = Math.round((now - new Date(at)) / 1000);
  if (seconds < 3) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** How long ago it was; the time itself when pointed at. */
export const since = at => html`<time datetime=${iso(at)} title=${WHOLE.format(new Date(at))}>${ago(at)}</time>`;

/** The time of day, with the date when it was another day. */
export const when = at => html`<time datetime=${iso(at)} title=${WHOLE.format(new Date(at))}>${
  Date.now() - new Date(at) > DAY ? new Date(at).toLocaleDateString() + ' ' : ''}${clock(at)}</time>`;

const iso = at => new Date(at).toISOString();

export const count = (n, one, many = one + 's') => `${n} ${n === 1 ? one : many}`;

/** Where the gateway's root is from here, whatever prefix the platform lives behind. */
export const root = new URL('..', location.href).href.replace(/\/$/, '');

/** What a refusal says of itself: the detail of a problem document, or the status. */
export async function refusal(answer) {
  const problem = await answer.json().catch(() => null);
  return problem?.detail ?? `answered ${answer.status}`;
}

/** How an instance is to be shown: as it should be, as somebody wants it, or as nobody does. */
export const kind = instance => (instance.routable ? 'plain' : instance.intent === 'enabled' ? 'bad' : 'willed');

const BAD = /^(instance\.(unroutable|expired|refused)|role\.)/;

/** The same of an event. */
export const turn = event => (!BAD.test(event.kind) ? 'plain'
  : /by the operator's will$/.test(event.data?.reason) ? 'willed' : 'bad');
