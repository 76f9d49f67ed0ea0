// Two lists that grow at their top: events as they happen, and calls where the catalog answers them.
import {html, repeat} from './lit.js';
import {root, turn, when} from './words.js';

const SHOWN = 60;

export function eventsView({happenings}) {
  return html`<section class="feed" aria-labelledby="events-title">
    <div class="title"><h2 id="events-title">Events</h2><p class="aside">as they happen</p></div>
    ${happenings.eventsWhy && happenings.eventsWhy !== 'asking' ? html`<p class="notice">Events are not heard now:
      ${happenings.eventsWhy}. They come back by themselves.</p>` : ''}
    ${happenings.events.length ? html`<ol tabindex="0" aria-labelledby="events-title">${
      repeat(happenings.events.slice(0, SHOWN), e => e.id, e => html`<li class=${turn(e)}>
        ${when(e.at)}<span class="what">${e.summary}</span><code>${e.kind}</code></li>`)}</ol>`
      : happenings.eventsWhy === '' ? html`<div class="empty"><p>Nothing has happened yet. Register, drain or stop an
        instance, and it is here.</p></div>` : ''}
  </section>`;
}

export function callsView({happenings}) {
  return html`<section class="feed" aria-labelledby="calls-title">
    <div class="title"><h2 id="calls-title">Calls</h2><p class="aside">as they happen</p></div>
    ${happenings.callsWhy === 'absent' ? html`<div class="empty"><p>The catalog of this platform does not answer calls
      (<code>GET /services/logs</code>). Each instance counts its own: <a href="../metrics">the gateway's
      metrics</a>.</p></div>`
      : happenings.callsWhy && happenings.callsWhy !== 'asking' ? html`<p class="notice">Calls are not heard now:
        ${happenings.callsWhy}.</p>` : ''}
    ${happenings.callsWhy !== '' ? '' : happenings.calls.length ? calls(happenings.calls)
      : html`<div class="empty"><p>No call yet. Make one:</p>
        <pre tabindex="0">curl ${root}/services/call/1/name</pre></div>`}
  </section>`;
}

const calls = list => html`<ol tabindex="0" aria-labelledby="calls-title">${list.slice(0, SHOWN).map(call => html`<li
    class=${call.status >= 500 || !call.status ? 'bad' : 'plain'}>
    ${when(call.at)}<span class="what"><b>${call.status || 'no answer'}</b> ${call.method} ${call.path}
      <span class="aside">${call.durationMs} ms</span></span>
    <code title="trace ${call.traceId}">${
      call.service}${call.instance ? ` · ${call.instance}` : ''}</code></li>`)}</ol>`;
