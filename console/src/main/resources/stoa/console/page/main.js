// Starts the page: follows the catalog, remembers what happens, and draws when something has changed.
import {html, render} from './lit.js';
import {callsView, eventsView} from './feeds.js';
import {Happenings} from './happenings.js';
import {sessionView, startSession} from './operator.js';
import {Registry} from './registry.js';
import {servicesView} from './services.js';
import {follow} from './stream.js';
import {clock, kind} from './words.js';

const FIRST_REASONS = 3;
const content = document.getElementById('content');
const link = {live: false, why: '', since: 0};
const page = {registry: new Registry(announce), happenings: new Happenings(changed), changed};
let drawing = false;

function changed() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(draw);
  }
}

function draw() {
  drawing = false;
  render(linkView(), document.getElementById('link'));
  render(sessionView(), document.getElementById('session'));
  if (!page.registry.synced) return;
  if (content.dataset.drawn !== 'yes') content.replaceChildren();
  content.dataset.drawn = 'yes';
  render(html`${opening()}<div class="columns">${servicesView(page)}<div class="feeds">${eventsView(page)}${
    callsView(page)}</div></div>`, content);
}

function linkView() {
  return html`<p class="link ${link.live ? 'live' : link.since ? 'lost' : 'asking'}" role="status"><i class="mark"
    aria-hidden="true"></i>${link.live ? 'Live' : link.since ? html`Connection lost: ${link.why}. Trying again;
    <span class="asof">this is as of ${clock(link.since)}</span>` : link.why || 'Connecting …'}</p>`;
}

function opening() {
  const {instances, routable, unchecked} = page.registry.counts();
  const out = page.registry.unroutable();
  return html`<div class="opening">
    <h1>Platform</h1>
    <p class="headline">${instances === 0 ? 'No instance is registered.'
      : headline(instances, instances - routable)}</p>
    ${unchecked ? html`<p class="aside">${unchecked === 1 ? 'One of them is' : `${unchecked} of them are`} checked by
      nobody: believed until a request fails.</p>` : ''}
    ${out.slice(0, FIRST_REASONS).map(({service, instance}) => html`<p class="why ${kind(instance)}">
      <b>${service.name}/${instance.id}</b> ${instance.reason}</p>`)}
    ${out.length > FIRST_REASONS ? html`<p class="why">and ${out.length - FIRST_REASONS} more below</p>` : ''}
  </div>`;
}

/** In the past while nothing is heard. */
function headline(all, out) {
  const then = link.live ? '' : ` at ${clock(link.since)}`;
  if (out === 0) return `All ${all} instances ${link.live ? 'are' : 'were'} routable${then}.`;
  const gets = !link.live ? 'got' : out === 1 ? 'gets' : 'get';
  return html`<em>${out}</em> of ${all} instances ${gets} no traffic${then}.`;
}

/** Says it to those who do not see the page change. */
function announce(service, instance) {
  document.getElementById('told').textContent =
    `${service.name}/${instance.id} is ${instance.routable ? '' : 'not '}routable: ${instance.reason}`;
}

function tell({live, why}) {
  if (link.live && !live) link.since = Date.now();
  link.live = live;
  link.why = why;
  document.title = live || !link.since ? 'Stoa console' : 'Connection lost: Stoa console';
  changed();
}

addEventListener('keydown', e => {
  if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, textarea, select')) return;
  const filter = document.getElementById('filter');
  if (filter) {
    e.preventDefault();
    filter.focus();
    filter.select();
  }
});

follow('../services/watch', () => '', event => {
  page.registry.take(event);
  changed();
}, tell);
page.happenings.start();
startSession(changed);
setInterval(changed, 1000);
