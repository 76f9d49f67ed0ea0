// The list of services: filtered, each with its state in words, opened to its instances.
import {html, nothing, repeat} from './lit.js';
import {count, kind, root} from './words.js';
import {instanceView} from './instance.js';

const ROOMY = 16;
const STATES = [['all', 'All'], ['up', 'Up'], ['degraded', 'Degraded'], ['down', 'Down']];
const MEANS = {
  up: 'every enabled instance is routable',
  degraded: 'some enabled instances are not routable',
  down: 'no instance is routable',
};

const filter = {text: '', state: 'all'};
const opened = new Map();
let roomy;

export function servicesView(page) {
  const {registry} = page;
  const counts = registry.counts();
  const found = registry.found(filter.text, filter.state);
  if (registry.synced) roomy ??= counts.all <= ROOMY;
  return html`<section id="services" class="services" aria-labelledby="services-title" tabindex="-1">
    <div class="title"><h2 id="services-title">Services</h2>
      <p class="aside" role="status">${found.length === counts.all ? count(counts.all, 'service')
        : `${found.length} of ${count(counts.all, 'service')}`}</p>
      <button type="button" class="quiet" @click=${() => all(found, true, page)}>Open all</button>
      <button type="button" class="quiet" @click=${() => all(found, false, page)}>Close all</button>
    </div>
    <search class="filter">
      <label for="filter">Filter</label>
      <input id="filter" type="search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"
        placeholder="name, path, instance, tag or reason    /" .value=${filter.text}
        @input=${e => set({text: e.target.value}, page)}
        @keydown=${e => e.key === 'Escape' && set({text: ''}, page)}>
      <fieldset class="choice"><legend class="unseen">State</legend>
        ${STATES.map(([state, word]) => html`<label><input type="radio" name="state" value=${state}
          .checked=${filter.state === state} @change=${() => set({state}, page)}><span>${word}
          <b>${counts[state]}</b></span></label>`)}
      </fieldset>
    </search>
    ${found.length ? html`<ul class="list">${repeat(found, s => s.name, s => serviceView(s, page))}</ul>`
      : html`<div class="empty"><p>No service matches.</p><button type="button"
        @click=${() => set({text: '', state: 'all'}, page)}>Show all</button></div>`}
    ${addOne()}
  </section>`;
}

function set(change, page) {
  Object.assign(filter, change);
  page.changed();
}

function all(services, open, page) {
  services.forEach(s => opened.set(s.name, open));
  page.changed();
}

function serviceView(service, page) {
  const open = opened.get(service.name) ?? roomy;
  const routable = service.instances.filter(i => i.routable).length;
  const body = `s-${service.id}`;
  return html`<li class="service ${service.state}">
    <div class="row">
      <h3><button type="button" aria-expanded=${String(open)} aria-controls=${body}
        @click=${() => all([service], !open, page)}>${service.name}</button></h3>
      <span class="state" title=${MEANS[service.state] ?? ''}><i class="mark" aria-hidden="true"></i>${
        service.state}</span>
      <span class="aside">${routable} of ${service.instances.length} routable</span>
      <span class="routes">${service.routes.map(route => html`<a href="..${route.prefix}">${route.prefix}</a> `)}<a
        class="api" href="../docs/?urls.primaryName=${service.name}">API<span class="unseen"> of ${
          service.name}</span></a></span>
    </div>
    <div id=${body} ?hidden=${!open}>${open ? instances(service, page) : nothing}</div>
    ${open ? nothing : service.instances.filter(i => !i.routable).map(i =>
      html`<p class="why ${kind(i)}"><b>${i.id}</b> ${i.reason}</p>`)}
  </li>`;
}

function instances(service, page) {
  return service.instances.length
    ? repeat(service.instances, i => i.id, i => instanceView(service, i, page))
    : html`<p class="none">Nobody has registered an instance of this service.</p>`;
}

const addOne = () => html`<details class="add"><summary>Add a service of your own</summary>
  <p>A service is whatever speaks HTTP, in any language. One request tells the platform where an instance is and which
    path leads to it:</p>
  <pre tabindex="0">curl -X PUT ${root}/services/shop/instances/shop-1 \\
  -H 'Content-Type: application/json' \\
  -d '{"url": "http://127.0.0.1:9001", "route": {"prefix": "/shop/"}, "check": {"tcp": true}}'</pre>
  <p>It is on this page at once, and behind <code>${root}/shop/</code>.</p>
</details>`;
