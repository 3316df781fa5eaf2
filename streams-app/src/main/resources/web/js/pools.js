/** Pools: how many replicas each allows, how many run, and who holds them. */
import { h } from './dom.js';
import { count, known, money, percent, plural } from './format.js';
import { polled } from './polled.js';
import { linkTo } from './router.js';

const HOLDERS = 8;
const NEARLY = 0.9;

export const poolsView = () => polled({
  title: 'Pools', intro: 'Machines that services share: what each pool allows, and who holds it.', paths: ['pools'],
  show: ({ pools = [] }) => (pools.length ? h('div', { class: 'pool-list' }, fullest(pools).map(pool)) : h('p', { class: 'empty' }, 'No pool is declared. ', h('code', {}, 'sluice policy apply'), ' takes manifests of pools too.')),
});

/** The pool that will refuse replicas first comes first. */
const fullest = pools => [...pools].sort((a, b) => filled(b) - filled(a));
const filled = ({ used, limit }) => (known(limit) && limit > 0 ? used / limit : 0);

function pool({ pool: name, pricePerHour, limit, used, ready, holders = [] }) {
  const whole = known(limit) ? limit : used;
  const full = known(limit) && limit > 0 ? used / limit : null;
  const sorted = [...holders].sort((a, b) => b.replicas - a.replicas);
  const shown = sorted.slice(0, HOLDERS);
  const rest = sorted.slice(HOLDERS);
  const state = full === null || full < NEARLY ? '' : 'is-nearly';
  const segment = (replicas, kind) => {
    const part = h('i', { class: kind });
    part.style.width = `${whole > 0 ? (100 * replicas) / whole : 0}%`;
    return part;
  };
  return h('section', { class: `card pool ${state}` },
    h('div', { class: 'card-head' }, h('h2', {}, name), h('span', { class: 'muted small' }, known(pricePerHour) ? `${money(pricePerHour)} per replica and hour` : 'not declared: no price')),
    h('p', { class: 'pool-use' }, h('b', {}, count(used)), known(limit) ? ` of ${plural(limit, 'replica')} in use` : ` ${used === 1 ? 'replica' : 'replicas'} in use, no limit`,
      full !== null ? h('span', { class: 'pool-share' }, full >= 1 ? 'full' : percent(full)) : null),
    h('p', { class: 'pool-more muted small' }, [`${count(ready)} ready`, known(pricePerHour) && used > 0 && `${money(used * pricePerHour)} per hour`].filter(Boolean).join(' · ')),
    h('div', { class: 'bar tall', 'aria-hidden': 'true' }, shown.map((holder, i) => segment(holder.replicas, `shade-${i % 4}`)), rest.length ? segment(rest.reduce((sum, r) => sum + r.replicas, 0), 'shade-rest') : null),
    h('ul', { class: 'holders' }, shown.map((holder, i) => h('li', {}, h('span', { class: `swatch shade-${i % 4}`, 'aria-hidden': 'true' }), h('a', { href: linkTo('services', holder.service) }, holder.service),
      h('span', { class: 'number' }, known(holder.granted) && holder.granted !== holder.replicas ? h('span', { class: 'muted small' }, `${count(holder.granted)} granted `) : null, count(holder.replicas)))),
    rest.length ? h('li', { class: 'muted' }, h('span', { class: 'swatch shade-rest', 'aria-hidden': 'true' }), h('span', {}, `${plural(rest.length, 'other')}`), h('span', { class: 'number' }, count(rest.reduce((sum, r) => sum + r.replicas, 0)))) : null));
}
