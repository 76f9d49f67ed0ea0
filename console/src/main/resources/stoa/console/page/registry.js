// What the catalog's watch has told: every service as it is now, and how instances changed while this page looked on.

const KEPT_FLIPS = 30;

export class Registry {
  services = new Map();
  synced = false;
  /** By service/instance, the newest first: {at, routable, reason}. */
  flips = new Map();
  #incoming = null;
  #texts = new WeakMap();

  /** @param turned called with service, instance when an instance becomes routable or stops being it */
  constructor(turned) {
    this.turned = turned;
  }

  take({event, data}) {
    switch (event) {
      case 'reset':
        // what is shown stays until all of the new is there
        this.#incoming = new Map();
        break;
      case 'service':
        this.#put(JSON.parse(data));
        break;
      case 'gone':
        (this.#incoming ?? this.services).delete(JSON.parse(data).name);
        break;
      case 'synced':
        this.services = this.#incoming ?? this.services;
        this.#incoming = null;
        this.synced = true;
        break;
    }
  }

  #put(service) {
    const before = this.services.get(service.name);
    for (const instance of service.instances) {
      const was = before?.instances.find(i => i.id === instance.id);
      if (this.synced && (was?.routable !== instance.routable || was.reason !== instance.reason)) {
        this.#flip(service, instance);
        if (was && was.routable !== instance.routable) this.turned(service, instance);
      }
    }
    (this.#incoming ?? this.services).set(service.name, service);
  }

  #flip(service, {id, routable, reason}) {
    const key = `${service.name}/${id}`;
    const flips = this.flips.get(key) ?? [];
    this.flips.set(key, [{at: Date.now(), routable, reason}, ...flips].slice(0, KEPT_FLIPS));
  }

  sorted() {
    return [...this.services.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Those with every word of the text somewhere in what is shown of them. */
  found(text, state) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return this.sorted().filter(service => (state === 'all' || service.state === state)
      && words.every(word => this.#text(service).includes(word)));
  }

  #text(service) {
    let text = this.#texts.get(service);
    if (text === undefined) {
      text = [service.name, service.state, ...service.routes.map(r => r.prefix), ...service.instances.flatMap(i =>
        [i.id, i.url, i.version, i.intent, i.reason, ...i.tags, ...i.checks.map(c => c.detail)])].join(' ')
        .toLowerCase();
      this.#texts.set(service, text);
    }
    return text;
  }

  counts() {
    const counts = {all: 0, up: 0, degraded: 0, down: 0, instances: 0, routable: 0, unchecked: 0};
    for (const service of this.services.values()) {
      counts.all++;
      counts[service.state]++;
      counts.instances += service.instances.length;
      counts.routable += service.instances.filter(i => i.routable).length;
      counts.unchecked += service.instances.filter(i => i.routable && !i.checks.length).length;
    }
    return counts;
  }

  unroutable() {
    return this.sorted().flatMap(service => service.instances.filter(i => !i.routable)
      .map(instance => ({service, instance})));
  }
}
