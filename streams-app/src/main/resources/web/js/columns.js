/** The columns of the table of services: what each shows, and what it is sorted by. */
import { attribute, h, hidden, icon, replace, text } from './dom.js';
import { count, known, money, number, percent } from './format.js';
import { kept, replicas, reported, stateOf, STATES, STATE_WORDS, used, why } from './words.js';
import { linkTo } from './router.js';
import { spark } from './spark.js';

/** Cells are made once and written again and again: each returns its element and how to show a service in it. */
export const COLUMNS = [
  { key: 'state', label: 'State', short: true, sort: s => STATES.indexOf(stateOf(s)), cell: stateCell },
  { key: 'name', label: 'Service', sort: s => s.service, cell: nameCell },
  { key: 'spark', label: 'Lately', cell: sparkCell, head: () => [h('span', { class: 'if-many' }, 'Lately'), lastHour()] },
  { key: 'demand', label: 'Demand', number: true, sort: s => s.demand, cell: demandCell },
  { key: 'forecast', label: 'Forecast', number: true, sort: s => s.forecast, cell: () => plain(s => number(s.forecast), forecastTitle) },
  { key: 'replicas', label: 'Ready / target', brief: 'Ready', number: true, sort: s => replicas(s).target, cell: replicasCell },
  { key: 'used', label: 'Capacity used', brief: 'Used', number: true, sort: used, cell: usedCell },
  { key: 'kept', label: 'Promise kept', number: true, sort: kept, cell: keptCell },
  { key: 'cost', label: 'Cost / h', number: true, sort: s => s.costPerHour, cell: () => plain(s => money(s.costPerHour)) },
  { key: 'why', label: 'Why', cell: whyCell },
];

function plain(say, title) {
  const element = h('span', {});
  return {
    element,
    show(summary) {
      text(element, say(summary));
      if (title) attribute(element, 'title', title(summary));
    },
  };
}

function stateCell() {
  const element = h('span', { class: 'state' });
  let shown = null;
  return {
    element,
    show(summary) {
      const state = stateOf(summary);
      if (state === shown) return;
      shown = state;
      element.className = `state is-${state}`;
      element.title = STATE_WORDS[state];
      replace(element, icon(state), hidden(STATE_WORDS[state]));
    },
  };
}

function nameCell() {
  const link = h('a', { tabindex: '-1' });
  const note = h('span', { class: 'tag' });
  return {
    element: h('span', { class: 'name' }, link, note),
    show(summary) {
      text(link, summary.service);
      attribute(link, 'href', linkTo('services', summary.service));
      attribute(link, 'title', summary.service);
      const tags = [summary.mode === 'ADVISE' && 'advises', summary.overrides > 0 && 'override'].filter(Boolean).join(', ');
      text(note, tags);
      note.hidden = !tags;
    },
  };
}

/** The picture's legend, where the picture is large enough to need one. */
function lastHour() {
  const key = (kind, words) => h('span', {}, h('i', { class: `key key-${kind}` }), words);
  return h('span', { class: 'hour-legend if-few' }, h('b', {}, 'Last hour'), key('demand', 'demand'), key('band', 'forecast'), key('capacity', 'capacity'));
}

function sparkCell() {
  const { element, draw } = spark();
  return {
    element,
    show(summary, hour) {
      if (hour) draw(hour.demand, hour);
      else draw(summary.spark ?? []);
    },
  };
}

function demandCell() {
  const value = document.createTextNode('');
  const unit = h('span', { class: 'unit' });
  const element = h('span', {}, value, unit);
  return {
    element,
    show(summary) {
      const said = reported(summary) ? number(summary.demand) : 'no report';
      if (value.data !== said) value.data = said;
      text(unit, reported(summary) ? ` ${brief(summary.unit)}` : '');
      element.classList.toggle('none', !reported(summary));
    },
  };
}

/** Units that are long to read in each of 2,000 rows. */
const BRIEF = { 'requests/s': 'req/s', 'messages/s': 'msg/s' };
const brief = unit => BRIEF[unit] ?? unit ?? '';

const forecastTitle = s => (known(s.upper) ? `The deciding rule provides for ${number(s.upper)} ${s.unit ?? ''}` : null);

function replicasCell() {
  const ready = h('span', {});
  const target = h('span', { class: 'of' });
  const element = h('span', {}, ready, target);
  return {
    element,
    show(summary) {
      const now = replicas(summary);
      text(ready, known(now.ready) ? count(now.ready) : '?');
      text(target, ` / ${count(now.target)}`);
      attribute(element, 'title', known(now.ready) ? now.said : 'The platform has not said how many are ready');
      ready.classList.toggle('short', known(now.ready) && now.ready < now.target);
    },
  };
}

function keptCell() {
  const element = h('span', {});
  return {
    element,
    show(summary) {
      text(element, percent(kept(summary)));
      attribute(element, 'title', summary.objective);
      element.classList.toggle('short', known(summary.unservedShare) && known(summary.allowedUnserved) && summary.unservedShare > summary.allowedUnserved);
    },
  };
}

/** More than this is more than fits, and says no more. */
const MOST_USED = 9.99;

function usedCell() {
  const fill = h('i', {});
  const words = h('span', {});
  const bar = h('span', { class: 'used-bar', 'aria-hidden': 'true' }, fill);
  const element = h('span', { class: 'used' }, bar, words);
  return {
    element,
    show(summary) {
      const share = used(summary);
      text(words, share === Infinity ? 'no capacity' : share === null ? '–' : share > MOST_USED ? `>${percent(MOST_USED)}` : percent(share));
      bar.hidden = share === Infinity;
      fill.style.transform = `scaleX(${share === null ? 0 : Math.min(1, share)})`;
      element.dataset.over = share !== null && share > 1 && stateOf(summary) !== 'ok';
    },
  };
}

function whyCell() {
  const element = h('span', { class: 'why' });
  return {
    element,
    show(summary) {
      text(element, why(summary));
      attribute(element, 'title', summary.why || summary.detail || null);
      element.classList.toggle('is-quiet', stateOf(summary) === 'ok');
    },
  };
}
