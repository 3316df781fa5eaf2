/** All services at a glance: is anything wrong, what does it cost, and each service in a row. */
import { sentence } from './api.js';
import { h, icon, replace, text } from './dom.js';
import { count, known, money, number, percent } from './format.js';
import * as store from './store.js';
import { Headline, tally } from './headline.js';
import { Lately } from './lately.js';
import { firstWay, listed, sortable } from './order.js';
import { linkTo, note } from './router.js';
import { FEW, Table } from './table.js';
import { COLUMNS } from './columns.js';
import { STATES, STATE_WORDS } from './words.js';

const SORT_AGAIN_MS = 4000;
const HANDS_ON_MS = 6000;

/** @returns {{element: Element, title: string, update: () => void, leave: () => void, filter: () => void}} a view */
export function overview({ query }) {
  const wish = wishOf(query);
  const headline = new Headline();
  const figures = h('dl', { class: 'figures' });
  const lately = new Lately(() => update());
  const table = new Table({ open: name => { location.hash = linkTo('services', name); }, sort, hour: name => lately.of(name) });
  const input = h('input', { type: 'search', placeholder: 'Filter by name, pool or reason', 'aria-label': 'Filter services', value: wish.text, autocomplete: 'off', spellcheck: 'false' });
  const chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'Show only' });
  const chip = Object.fromEntries(STATES.map(state => [state, chipOf(state)]));
  const select = h('select', { 'aria-label': 'Sort by' }, COLUMNS.filter(c => c.sort).map(c => h('option', { value: c.key }, `By ${c.label.toLowerCase()}`)));
  const found = h('span', { class: 'found muted small', role: 'status' });
  const nothing = h('div', { class: 'empty', hidden: true });
  let order = [];
  let sortedAt = -Infinity;
  let sortedOf = 0;
  let touchedAt = -Infinity;

  chips.append(...Object.values(chip).map(c => c.element));
  const filter = h('div', { class: 'filter' }, h('label', { class: 'filter-box' }, input, h('kbd', { 'aria-hidden': 'true' }, '/')), h('label', { class: 'filter-sort' }, select), chips, found);
  const element = h('div', { class: 'overview' }, headline.element, figures, filter, table.element, nothing, lately.element);

  input.addEventListener('input', () => { wish.text = input.value; wished(); });
  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') { event.preventDefault(); table.focus(0); }
    if (event.key === 'Escape' && input.value) { event.stopPropagation(); input.value = wish.text = ''; wished(); }
  });
  select.addEventListener('change', () => sort(select.value, firstWay(select.value)));
  for (const touch of ['pointermove', 'keydown', 'touchstart']) {
    table.element.addEventListener(touch, () => { touchedAt = performance.now(); }, { passive: true });
  }

  function chipOf(state) {
    const number = h('b', {});
    const button = h('button', { type: 'button', class: `chip is-${state}`, 'aria-pressed': String(wish.states.has(state)) }, icon(state), h('span', {}, STATE_WORDS[state]), number);
    button.addEventListener('click', () => {
      wish.states[wish.states.has(state) ? 'delete' : 'add'](state);
      button.setAttribute('aria-pressed', String(wish.states.has(state)));
      wished();
    });
    return { element: button, number };
  }

  function sort(key, way) {
    wish.way = way ?? (wish.sort === key ? (wish.way === 'asc' ? 'desc' : 'asc') : firstWay(key));
    wish.sort = key;
    wished();
  }

  function wished() {
    note({
      q: wish.text, state: [...wish.states].join(','),
      sort: wish.sort === 'state' && wish.way === 'asc' ? '' : `${wish.way === 'desc' ? '-' : ''}${wish.sort}`,
    });
    sortedAt = -Infinity;
    update();
  }

  /** Rows keep their places while somebody points at them or goes through them; what is new is sorted in afterwards. */
  function isToBeSorted() {
    const now = performance.now();
    return sortedAt === -Infinity || sortedOf !== store.all().size || (now - sortedAt > SORT_AGAIN_MS && now - touchedAt > HANDS_ON_MS);
  }

  /** Below few services, above many: whoever scrolls past 2,000 rows sees nothing of it. */
  function place(few) {
    if (few && element.lastChild !== lately.element) element.append(lately.element);
    if (!few && filter.previousSibling !== lately.element) filter.before(lately.element);
  }

  function update() {
    const services = store.all();
    const loaded = store.state.loaded || services.size > 0;
    headline.show(services.values(), store.state, loaded);
    figures.hidden = !loaded || services.size === 0;
    showFigures(figures, services);
    const counts = tally(services.values());
    for (const state of STATES) {
      text(chip[state].number, count(counts[state]));
      chip[state].element.hidden = counts[state] === 0 && !wish.states.has(state);
    }
    if (isToBeSorted()) {
      order = listed(services.values(), wish).map(s => s.service);
      sortedAt = performance.now();
      sortedOf = services.size;
    }
    const items = order.map(name => services.get(name)).filter(Boolean);
    const few = services.size <= FEW;
    if (services.size > 0) {
      lately.watch(few ? [...services.keys()].sort() : [], few);
      place(few);
    }
    select.value = wish.sort;
    table.show(items, wish.sort, wish.way);
    table.element.hidden = items.length === 0;
    filter.hidden = !loaded || services.size <= FEW && !wish.text && wish.states.size === 0;
    text(found, items.length === services.size ? '' : `${count(items.length)} of ${count(services.size)}`);
    showNothing(nothing, items.length, services.size);
  }

  return {
    element, title: 'Services', update, focusFilter: () => { filter.hidden = false; input.focus(); input.select(); },
    leave: () => { table.destroy(); lately.stop(); }, escape: () => document.activeElement?.blur(),
  };
}

function wishOf(query) {
  const sort = (query.get('sort') ?? '').replace(/^-/, '');
  const states = (query.get('state') ?? '').split(',').filter(state => STATES.includes(state));
  return {
    text: query.get('q') ?? '', states: new Set(states),
    sort: sortable(sort) ? sort : 'state',
    way: query.get('sort')?.startsWith('-') ? 'desc' : 'asc',
  };
}

function showNothing(element, listedNow, total) {
  element.hidden = listedNow > 0;
  if (listedNow > 0) return;
  if (store.state.error && !store.state.loaded) replace(element, h('p', {}, sentence(store.state.error)), h('p', {}, 'Does ', h('code', {}, 'sluice run'), ' still run, and can this browser reach it? The page goes on by itself when it answers.'));
  else if (!store.state.loaded) replace(element, 'Loading …');
  else if (total > 0) replace(element, 'No service matches the filter.');
  else if (!element.querySelector('.first-steps')) replace(element, firstSteps());
}

const FIRST_POLICY = `apiVersion: sluice.dev/v1
kind: ScalingPolicy
metadata: {name: checkout}
spec:
  replicas: {max: 20}
  mode: advise`;

const FIRST_REPORT = `to=$(date +%s000)
curl -H 'Content-Type: application/json' INGEST:8080/api/v1/events -d '{
  "type": "request-rate", "service": "checkout", "instance": "checkout-1",
  "from": '$((to - 5000))', "to": '$to', "requests": 120}'`;

const example = words => h('pre', { class: 'snippet', tabindex: '0' }, words);

/** Of a cluster in which nothing has been decided. */
function firstSteps() {
  const step = (title, ...content) => h('li', {}, h('b', {}, title), h('span', {}, content));
  return h('section', { class: 'card first-steps' }, h('h2', {}, 'Three steps to the first forecast'), h('ol', {},
    step('Say what you want. ', 'Save this as ', h('code', {}, 'checkout.yaml'), ', then ', h('code', {}, 'sluice policy apply -f checkout.yaml --config FILE'), '. With ', h('code', {}, 'mode: advise'), ' nothing is commanded.', example(FIRST_POLICY)),
    step('Let the service report. ', 'In Java with ', h('code', {}, 'DemandReporter'), '; from anything else through ', h('code', {}, 'sluice ingest'), ', with OpenTelemetry, Prometheus or JSON:', example(FIRST_REPORT)),
    step('Wait for one window. ', 'The first decision comes within half a minute, and this page shows it by itself. If it does not, ', h('code', {}, 'sluice doctor'), ' says what is missing.')));
}

/** Money first, then demand by unit: sums over different units would mean nothing. */
function showFigures(element, services) {
  const { costs } = store.state;
  let perHour = 0;
  const units = new Map();
  for (const s of services.values()) {
    perHour += s.costPerHour ?? 0;
    if (known(s.demand) && s.unit) units.set(s.unit, (units.get(s.unit) ?? 0) + s.demand);
  }
  const largest = [...units].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const saved = costs && costs.staticPeakToday > 0 ? 1 - costs.today / costs.staticPeakToday : null;
  const now = [
    ['Cost per hour', money(perHour), ''],
    ['Today', costs ? money(costs.today) : '–', ''],
    ['Static peak today', costs ? money(costs.staticPeakToday) : '–', known(saved) ? `${percent(Math.abs(saved))} ${saved >= 0 ? 'saved' : 'more spent'}` : ''],
    ...(largest.length ? [['Demand', largest.map(([unit, sum]) => `${number(sum)} ${unit}`).join(' · '), '']] : []),
  ];
  now.forEach(([label, value, remark], i) => {
    const figure = element.children[i] ?? element.appendChild(h('div', { class: 'figure' }, h('dt', {}), h('dd', {}, h('span', {}), h('span', { class: 'note' }))));
    text(figure.firstChild, label);
    text(figure.lastChild.firstChild, value);
    text(figure.lastChild.lastChild, remark ? ` ${remark}` : '');
  });
  while (element.children.length > now.length) element.lastChild.remove();
}
