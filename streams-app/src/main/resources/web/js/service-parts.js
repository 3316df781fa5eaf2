/** The smaller parts of a service's view: figures, money, traffic weights, the policy. */
import { h } from './dom.js';
import { amount, count, duration, known, money, percent, time } from './format.js';
import { capital, kept, replicas, used } from './words.js';

const HOURS = 6;

export function facts(s) {
  const lead = known(s.leadTimeMs) ? `in ${duration(s.leadTimeMs)}` : '';
  const share = used(s);
  const now = replicas(s);
  const rows = [
    ['Demand', known(s.demand) ? amount(s.demand, s.unit) : 'no report', ''],
    ['Forecast', amount(s.forecast, s.unit), lead],
    ['Ready / target', `${known(now.ready) ? count(now.ready) : '?'} / ${count(now.target)}`, now.said.includes('+') ? now.said : ''],
    ['Capacity', amount(s.capacity, s.unit), share === null ? '' : share === Infinity ? 'none' : `${percent(share)} used`],
    ['Promise kept', percent(kept(s)), s.objective ?? ''],
    ['Cost per hour', money(s.costPerHour), ''],
  ];
  return rows.map(([name, value, note]) => h('div', { class: 'figure' }, h('dt', {}, name), h('dd', {}, value, note ? h('span', { class: 'note' }, ' ', note) : null)));
}

export function serviceMoney({ hours = [], perHour, staticPeak, sum, thisMonth }) {
  if (hours.every(hour => !hour.cost && !hour.staticPeakCost)) return h('p', { class: 'muted' }, 'Nothing has been paid for: the policy names no pool with a price, or nothing has run.');
  const over = hours.filter(cost => cost.closed);
  const saved = over.length && staticPeak > 0 ? 1 - sum / staticPeak : null;
  const byHour = new Map();
  for (const cost of hours) {
    const one = byHour.get(cost.hour) ?? { hour: cost.hour, cost: 0, peak: 0, closed: true };
    one.cost += cost.cost;
    one.peak += cost.staticPeakCost;
    one.closed &&= cost.closed;
    byHour.set(cost.hour, one);
  }
  const rows = [...byHour.values()].sort((a, b) => b.hour - a.hour).slice(0, HOURS);
  return [h('p', {}, `${money(perHour)} per hour now. ${known(thisMonth) ? `${money(thisMonth)} this month so far. ` : ''}${money(sum)} in the hours shown`, known(saved) ? `: ${percent(Math.abs(saved))} ${saved >= 0 ? 'less' : 'more'} than the largest size all the time.` : '.'),
    h('table', { class: 'plain' }, h('thead', {}, h('tr', {}, h('th', {}, 'Hour'), h('th', { class: 'number' }, 'Cost'), h('th', { class: 'number' }, 'Static peak'))),
      h('tbody', {}, rows.map(r => h('tr', {}, h('td', {}, time(r.hour, false), r.closed ? '' : h('span', { class: 'muted small' }, ' so far')), h('td', { class: 'number' }, money(r.cost)), h('td', { class: 'number' }, money(r.peak))))))];
}

export function weights({ pools = [] }, policy) {
  if (policy?.roles) return h('p', { class: 'muted' }, 'Each request passes through both roles, so their pools share no traffic.');
  if (pools.length === 0) return h('p', { class: 'muted' }, 'Nothing is ready yet, so no pool gets traffic.');
  return h('ul', { class: 'weights' }, pools.map(pool => {
    const bar = h('i', {});
    bar.style.width = `${pool.weight / 10}%`;
    return h('li', {}, h('span', {}, pool.pool || 'the only pool'), h('span', { class: 'bar', 'aria-hidden': 'true' }, bar), h('span', { class: 'number' }, percent(pool.weight / 1000)), h('span', { class: 'number muted small' }, `${known(pool.ready) ? count(pool.ready) : '?'} ready`));
  }));
}

export const policyText = policy => h('pre', { class: 'policy', tabindex: '0' }, JSON.stringify(policy, (key, value) => (value === null || (Array.isArray(value) && value.length === 0) ? undefined : value), 2));

/** A service that nobody knows: its name may be mistyped, or its policy was deleted. */
export const notThere = said => h('section', { class: 'card not-there' }, h('h2', {}, `${capital(said)}.`), h('p', { class: 'muted' }, 'It has no policy and has not reported in the time that is kept. Names are told apart by upper and lower case.'), h('a', { class: 'button', href: '#/' }, 'All services'));

export function tags(summary) {
  return h('span', { class: 'tags' }, [summary.mode === 'ADVISE' && 'only advises', summary.overrides > 0 && (summary.overrides === 1 ? '1 override' : `${summary.overrides} overrides`)]
    .filter(Boolean).map(words => h('span', { class: 'tag' }, words)));
}

export function legend() {
  const key = (kind, words) => h('li', {}, h('span', { class: `key key-${kind}`, 'aria-hidden': 'true' }), words);
  return h('ul', { class: 'legend' }, key('demand', 'Demand'), key('forecast', 'Forecast, as made in time'), key('capacity', 'Capacity'), key('band', 'Likely range'));
}
