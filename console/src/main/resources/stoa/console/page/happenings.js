// What happens: events from the service that remembers them, calls from the catalog where it answers them.
import {follow} from './stream.js';
import {refusal} from './words.js';

const KEPT = 200;
const CALLS_EVERY = 2_000;
const LOOK_AGAIN = 60_000;

export class Happenings {
  events = [];
  eventsWhy = 'asking';
  calls = [];
  /** Why there are no calls to show: '' when they are answered, 'absent' where this catalog has none. */
  callsWhy = 'asking';
  /** By service/instance: {events, why}; asked for when somebody opens a history. */
  histories = new Map();

  constructor(changed) {
    this.changed = changed;
  }

  start() {
    follow('../events/watch', () => this.#newest(), event => this.#take(event), ({live, why}) => {
      this.eventsWhy = live ? '' : why;
      this.changed();
    });
    this.#followCalls();
  }

  /** The newest events; the stream goes on after the first of them. */
  async #newest() {
    const page = await ask('../events?limit=100');
    this.events = page.events;
    this.changed();
    return page.events[0]?.id ?? '';
  }

  #take({event, data}) {
    if (event !== 'event') return;
    const told = JSON.parse(data);
    if (this.events.some(e => e.id === told.id)) return;
    this.events = [told, ...this.events].slice(0, KEPT);
    const history = this.histories.get(told.subject);
    if (history && told.kind.startsWith('instance.')) history.events = [told, ...history.events];
    this.changed();
  }

  async remember(subject) {
    if (this.histories.get(subject)?.why === '') return;
    const history = {events: [], why: 'asking'};
    this.histories.set(subject, history);
    try {
      const page = await ask(`../events?kind=instance.&limit=50&subject=${encodeURIComponent(subject)}`);
      const known = new Set(page.events.map(e => e.id));
      history.events = [...history.events.filter(e => !known.has(e.id)), ...page.events];
      history.why = '';
    } catch (e) {
      history.why = e.message;
    }
    this.changed();
  }

  async #followCalls() {
    for (;;) {
      let pause = CALLS_EVERY;
      if (!document.hidden) {
        try {
          if (this.callsWhy !== '' && !(await answersCalls())) {
            this.callsWhy = 'absent';
            pause = LOOK_AGAIN;
          } else {
            this.calls = (await ask('../services/logs?limit=50')).calls;
            this.callsWhy = '';
          }
        } catch (e) {
          this.callsWhy = e.message;
        }
        this.changed();
      }
      await new Promise(done => setTimeout(done, pause));
    }
  }
}

/** Whether this catalog says that it answers calls; asking for what is not there would be an error in the log. */
async function answersCalls() {
  const api = await ask('../services/call/catalog/openapi.json');
  return '/services/logs' in api.paths;
}

async function ask(url) {
  const answer = await fetch(url, {headers: {Accept: 'application/json'}}).catch(() => {
    throw new Error('no connection');
  });
  if (!answer.ok) throw new Error(await refusal(answer));
  return answer.json();
}
