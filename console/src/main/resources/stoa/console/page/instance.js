// One instance: its four facts side by side, what the operator may want of it, and how it came to be so.
import {html, nothing, repeat} from './lit.js';
import {change, tokenForm} from './operator.js';
import {kind, since, turn, when} from './words.js';

const BY = {self: 'by itself', static: 'by the settings', dns: 'by DNS', docker: 'by Docker'};
const WILL = {
  enabled: 'may take traffic, if the rest allows it',
  draining: 'finishes what it has, gets nothing new',
  disabled: 'shut out at once',
};
const KIND = {active: 'Check', passive: 'Requests', heartbeat: 'Heartbeat'};
const INTENTS = [['enabled', 'Enable'], ['draining', 'Drain'], ['disabled', 'Disable']];

/** By service/instance: what is being sent, and what came of it. */
const pending = new Map();

export function instanceView(service, instance, page) {
  const key = `${service.name}/${instance.id}`;
  const sent = pending.get(key);
  const label = `i-${service.id}-${instance.id}`;
  return html`<article class="instance" aria-labelledby=${label}>
    <header>
      <h4 id=${label}>${instance.id}</h4>
      <span class="aside"><code>${instance.url}</code>${
        instance.version ? html` version ${instance.version}` : nothing}${
        instance.weight === 1 ? nothing : html` weight ${instance.weight}`}${
        instance.tags.map(tag => html` <span class="tag">${tag}</span>`)}</span>
    </header>
    <dl class="facts">
      ${fact('Registered', BY[instance.registered.by] ?? instance.registered.by, 'plain', html`${
        since(instance.registered.at)}; ${instance.registered.expires
        ? 'holds while heartbeats renew it' : 'stays until it is removed'}`)}
      ${fact('Intent', instance.intent, instance.intent === 'enabled' ? 'plain' : 'willed',
        WILL[instance.intent] ?? '')}
      ${fact('Checks', checksWord(instance.checks), instance.checks.every(c => c.ok) ? 'plain' : 'bad',
        checks(instance.checks))}
      ${fact('Routable', instance.routable ? 'yes' : 'no', kind(instance), instance.reason)}
    </dl>
    <div class="acts">
      <div role="group" aria-label="Intent for ${instance.id}" class="choice">
        ${INTENTS.map(([intent, word]) => html`<button type="button" aria-pressed=${String(instance.intent === intent)}
          aria-label="${word} ${instance.id}" aria-busy=${String(sent?.intent === intent)}
          @click=${() => intend(service, instance, intent, page)}>${word}</button>`)}
      </div>
      ${history(key, page)}
    </div>
    ${sent?.why ? html`<p role="alert" class="failed">${sent.why}</p>` : nothing}
    ${sent?.again ? tokenForm('Try again', sent.again) : nothing}
  </article>`;
}

const fact = (name, word, kind, reason) => html`<div class=${kind}><dt>${name}</dt>
  <dd><strong>${word}</strong><span class="reason">${reason}</span></dd></div>`;

function checksWord(checks) {
  if (!checks.length) return 'none';
  const failed = checks.filter(c => !c.ok).length;
  if (checks.length === 1) return failed ? 'failed' : 'passed';
  return failed ? `${failed} of ${checks.length} failed` : `${checks.length} passed`;
}

function checks(list) {
  return list.length ? list.map(c => html`<span class="check" title=${`told at ${new Date(c.at).toLocaleString()}`}>${
    KIND[c.kind] ?? c.kind} by ${c.by} ${c.ok ? 'passed' : 'failed'}: ${c.detail}</span>`)
    : 'no finding; believed until a request fails';
}

async function intend(service, instance, intent, page) {
  const key = `${service.name}/${instance.id}`;
  if (pending.get(key)?.intent) return;
  if (isOnlyWayBack(service, instance, intent)) {
    pending.set(key, {why: `${instance.id} is the only catalog that can be reached: without it nobody could enable it
      again. Start another instance first.`});
    page.changed();
    return;
  }
  pending.set(key, {intent});
  page.changed();
  const path = `../services/${encodeURIComponent(service.name)}/instances/${encodeURIComponent(instance.id)}/intent`;
  const refused = await change(path, {intent});
  if (refused) {
    const again = refused.wantsToken ? () => intend(service, instance, intent, page) : null;
    pending.set(key, {why: `${instance.id} is not set to ${intent}: ${refused.why}`, again});
  } else {
    pending.delete(key);
  }
  page.changed();
}

const isOnlyWayBack = (service, instance, intent) => service.name === 'catalog' && intent !== 'enabled'
  && instance.routable && service.instances.filter(i => i.routable).length === 1;

function history(key, page) {
  const kept = page.happenings.histories.get(key);
  const events = kept?.events ?? [];
  const isKept = flip => events.some(e => e.data?.reason === flip.reason
    && Math.abs(new Date(e.at) - flip.at) < 10_000);
  const seen = (page.registry.flips.get(key) ?? []).filter(flip => !isKept(flip)).map(flip => ({
    at: flip.at, kind: flip.routable ? 'instance.routable' : 'instance.unroutable', data: {reason: flip.reason},
    summary: `is ${flip.routable ? '' : 'not '}routable: ${flip.reason} (seen by this page)`,
  }));
  const rows = [...events, ...seen].sort((a, b) => new Date(b.at) - new Date(a.at));
  return html`<details class="history" @toggle=${e => e.target.open && page.happenings.remember(key)}>
    <summary>History<span class="unseen"> of ${key}</span></summary>
    ${kept?.why === 'asking' ? html`<p>Asking …</p>` : nothing}
    ${kept?.why && kept.why !== 'asking' ? html`<p>Events are not answered now (${kept.why}); this is what the page has
      seen itself.</p>` : nothing}
    ${rows.length ? html`<ol>${repeat(rows, row => row.id ?? row.at, row => html`<li
        class=${turn(row)}>${when(row.at)} ${row.summary.replace(`${key} `, '')}</li>`)}</ol>`
      : kept?.why === '' ? html`<p>Nothing is remembered of this instance.</p>` : nothing}
  </details>`;
}
