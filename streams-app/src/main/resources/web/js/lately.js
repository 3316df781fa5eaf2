/** What few services did in the last hour: enough of them to draw and to tell each one's changes. */
import { get, servicePath } from './api.js';
import { h, icon, replace } from './dom.js';
import { time } from './format.js';
import { linkTo } from './router.js';
import * as store from './store.js';
import { change, changed, lower } from './words.js';

const EVERY_MS = 10_000;
const HOUR_MS = 3_600_000;
const CHANGES = 10;

export class Lately {
  #hours = new Map();
  #changes = new Map();
  #names = '';
  #timer = 0;
  #aborted = new AbortController();

  /** @param {() => void} told is called when there is more to show */
  constructor(told) {
    this.told = told;
    this.list = h('ol', { class: 'feed' });
    this.element = h('section', { class: 'card feed-card', hidden: true }, h('h2', {}, 'Latest changes'), this.list);
  }

  /** These services are shown now; none where there are too many to ask for each. */
  watch(names) {
    if (names.join('\n') === this.#names) return;
    this.#names = names.join('\n');
    clearInterval(this.#timer);
    this.element.hidden = true;
    if (names.length === 0) return;
    this.#timer = setInterval(() => this.#load(names), EVERY_MS);
    this.#load(names);
  }

  stop() {
    clearInterval(this.#timer);
    this.#aborted.abort();
  }

  /** The last hour of a service for its picture; undefined where it is not known. */
  of(service) {
    return this.#hours.get(service);
  }

  async #load(names) {
    const from = Math.round(store.now() - HOUR_MS);
    await Promise.all(names.map(name => this.#loadOne(name, from)));
    if (this.#aborted.signal.aborted || names.join('\n') !== this.#names) return;
    this.#show(names);
    this.told();
  }

  async #loadOne(name, from) {
    try {
      const [{ points }, { decisions }] = await Promise.all([
        this.#get(name, `/forecasts?from=${from}`), this.#get(name, `/decisions?changes=true&limit=${CHANGES}`)]);
      const values = key => points.map(point => point[key]);
      this.#hours.set(name, { demand: values('seen'), upper: values('upper'), lower: values('lower'), serves: values('capacity') });
      this.#changes.set(name, decisions);
    } catch {
      // what could not be read stays as it was; the banner says that the server is away
    }
  }

  #get(name, rest) {
    return get(servicePath(name, rest), this.#aborted.signal);
  }

  #show(names) {
    const all = names.flatMap(name => this.#changes.get(name) ?? []).filter(decision => decision.outcome === 'UP' || decision.outcome === 'DOWN')
      .sort((a, b) => b.at - a.at).slice(0, CHANGES);
    this.element.hidden = all.length === 0;
    replace(this.list, all.map(row));
  }
}

function row(decision) {
  const kind = decision.outcome === 'UP' ? 'up' : 'down';
  return h('li', {}, h('a', { class: 'feed-row', href: `${linkTo('services', decision.service)}?decision=${encodeURIComponent(decision.id)}`, title: change(decision) },
    h('span', { class: `outcome outcome-${kind}` }, icon(kind)), time(decision.at), h('b', {}, decision.service),
    h('span', { class: 'feed-change' }, changed(decision)),
    h('span', { class: 'feed-why muted' }, `${lower(decision.reason)}: ${decision.detail}`)));
}
