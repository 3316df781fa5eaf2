/** What changed lately, of all services; and of few, what each did in the last hour, to draw it. */
import { get, servicePath } from './api.js';
import { h, icon, replace } from './dom.js';
import { time } from './format.js';
import { linkTo } from './router.js';
import * as store from './store.js';
import { change, changed, lower } from './words.js';

const EVERY_MS = 10_000;
const HOUR_MS = 3_600_000;
const CHANGES = 10;
const SHOWN_OF_MANY = 3;

export class Lately {
  #hours = new Map();
  #names = null;
  #few = true;
  #timer = 0;
  #aborted = new AbortController();

  /** @param {() => void} told is called when there is more to show */
  constructor(told) {
    this.told = told;
    this.list = h('ol', { class: 'feed' });
    this.more = h('button', { type: 'button', class: 'button slight', 'aria-expanded': 'false', on: { click: () => this.#open(!this.#isOpen()) } });
    this.element = h('section', { class: 'card feed-card', hidden: true }, h('div', { class: 'card-head' }, h('h2', {}, 'Latest changes'), this.more), this.list);
    this.#open(false);
  }

  /** These services are shown now; the hours of each are only asked for where they are few. */
  watch(names, few) {
    const watched = few ? names.join('\n') : '';
    if (watched === this.#names && few === this.#few) return;
    this.#names = watched;
    this.#few = few;
    this.more.hidden = few;
    this.element.classList.toggle('is-brief', !few);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#load(few ? names : []), EVERY_MS);
    this.#load(few ? names : []);
  }

  #isOpen() {
    return this.more.getAttribute('aria-expanded') === 'true';
  }

  /** Beside a table of many, a few rows say what goes on; the others are a click away. */
  #open(open) {
    this.more.setAttribute('aria-expanded', String(open));
    this.more.textContent = open ? 'Fewer' : 'More';
    this.list.dataset.open = String(open);
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
    await Promise.all([this.#loadChanges(), ...names.map(name => this.#loadHour(name, from))]);
    if (this.#aborted.signal.aborted || names.join('\n') !== this.#names) return;
    this.told();
  }

  async #loadHour(name, from) {
    const told = await this.#get(servicePath(name, `/forecasts?from=${from}`));
    if (!told) return;
    const values = key => told.points.map(point => point[key]);
    this.#hours.set(name, { demand: values('seen'), upper: values('upper'), lower: values('lower'), serves: values('capacity') });
  }

  async #loadChanges() {
    const told = await this.#get(`decisions?limit=${CHANGES}`);
    if (!told) return;
    this.element.hidden = told.decisions.length === 0;
    this.more.hidden = this.#few || told.decisions.length <= SHOWN_OF_MANY;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.hash : null;
    replace(this.list, told.decisions.map(row));
    if (focused) [...this.list.querySelectorAll('a')].find(link => link.hash === focused)?.focus({ preventScroll: true });
  }

  /** What cannot be read now stays as it was; the banner says that the server is away. */
  #get(path) {
    return get(path, this.#aborted.signal).catch(() => null);
  }
}

function row(decision) {
  const kind = decision.outcome === 'UP' ? 'up' : 'down';
  return h('li', {}, h('a', { class: 'feed-row', href: `${linkTo('services', decision.service)}?decision=${encodeURIComponent(decision.id)}`, title: change(decision) },
    h('span', { class: `outcome outcome-${kind}` }, icon(kind)), time(decision.at), h('b', {}, decision.service),
    h('span', { class: 'feed-change' }, changed(decision)),
    h('span', { class: 'feed-why muted' }, `${lower(decision.reason)}: ${decision.detail}`)));
}
