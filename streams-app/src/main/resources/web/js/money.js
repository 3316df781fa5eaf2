/** Money: now, today, against a static fleet; budgets; who costs most. */
import { h } from './dom.js';
import { count, known, money, percent, plural } from './format.js';
import { polled } from './polled.js';
import { linkTo } from './router.js';

const DEAREST = 15;
const NEARLY = 0.9;
const HOURS_A_MONTH = 730;

export const moneyView = () => polled({
  title: 'Money', intro: 'Metered from what the executors acknowledge, at the prices of the pools. Days and hours are those of UTC.', paths: ['costs', 'budgets'],
  show: (costs, { budgets = [], services = [] }) => [h('div', { class: budgets.length + services.length ? 'polled' : 'money-tables' }, summary(costs), budgetCard(budgets, services), ownBudgets(services)), h('div', { class: 'money-tables' }, shares('Services that cost most', 'Service', costs.byService ?? [], 'service'), shares('Tenants', 'Tenant', costs.byTenant ?? [], 'tenant'))],
});

function summary({ perHour, today, staticPeakToday }) {
  const saved = staticPeakToday > 0 ? 1 - today / staticPeakToday : null;
  const bar = (label, value, kind) => {
    const fill = h('i', { class: kind });
    fill.style.width = `${staticPeakToday > 0 ? Math.min(100, (100 * value) / Math.max(today, staticPeakToday)) : 0}%`;
    return h('li', {}, h('span', {}, label), h('span', { class: 'bar tall', 'aria-hidden': 'true' }, fill), h('b', { class: 'number' }, money(value)));
  };
  return h('section', { class: 'card' }, h('h2', {}, known(saved) ? `${percent(Math.abs(saved))} ${saved >= 0 ? 'less' : 'more'} than a static fleet today` : 'Nothing is metered yet today'),
    h('ul', { class: 'versus' }, bar('Today', today, 'shade-0'), bar('Static peak', staticPeakToday, 'shade-rest')),
    h('p', { class: 'muted small' }, `${money(perHour)} per hour now. Static peak: the largest size of each hour, run all that hour.`));
}

function budgetCard(budgets, services) {
  if (budgets.length === 0 && services.length > 0) return null;
  if (budgets.length === 0) return h('section', { class: 'card' }, h('h2', {}, 'Budgets'), h('p', { class: 'muted' }, 'None is declared. ', h('code', {}, 'sluice policy apply'), ' takes budgets of tenants; that of a service is in its policy.'));
  return h('section', { class: 'card' }, h('h2', {}, 'Budgets of tenants this month'), h('ul', { class: 'budgets' }, budgets.map(budget)));
}

function budget({ tenant, perMonth, spent, burn, services = [] }) {
  const share = perMonth > 0 ? spent / perMonth : 0;
  const names = services.map(one => one.service ?? one);
  const fill = h('i', {});
  fill.style.width = `${Math.min(100, 100 * share)}%`;
  const left = burn > 0 ? (perMonth - spent) / burn : Infinity;
  const state = share >= 1 ? 'is-full' : share >= NEARLY ? 'is-nearly' : '';
  return h('li', { class: state }, h('div', { class: 'budget-line' }, h('b', {}, tenant), h('span', {}, money(spent), h('span', { class: 'muted' }, known(perMonth) ? ` of ${money(perMonth)}` : ', no budget is declared')), h('span', { class: 'pool-share' }, share >= 1 ? 'spent' : known(perMonth) ? percent(share) : '')),
    h('div', { class: 'bar tall', 'aria-hidden': 'true' }, fill),
    h('div', { class: 'muted small' }, `${money(burn)} per hour lately${share < 1 && left < HOURS_A_MONTH ? `: lasts ${left < 48 ? plural(Math.round(left), 'hour') : plural(Math.round(left / 24), 'day')} more at this pace` : ''}. `,
      names.length > 4 ? plural(names.length, 'service') : names.map((name, i) => [i ? ', ' : '', h('a', { href: linkTo('services', name) }, name)])));
}

const used = ({ spent, perMonth }) => (spent ?? 0) / perMonth;

function ownBudgets(services) {
  if (services.length === 0) return null;
  const sorted = [...services].sort((a, b) => b.tooSmall - a.tooSmall || used(b) - used(a));
  return h('section', { class: 'card' }, h('h2', {}, 'Budgets of services this month'), h('ul', { class: 'budgets' }, sorted.slice(0, DEAREST).map(ownBudget)),
    sorted.length > DEAREST ? h('p', { class: 'muted small' }, `and ${count(sorted.length - DEAREST)} more, further from their limits`) : null);
}

function ownBudget({ service, perMonth, spent, perHour, kind, tooSmall }) {
  const share = used({ spent, perMonth });
  const fill = h('i', {});
  fill.style.width = `${Math.min(100, 100 * share)}%`;
  return h('li', { class: tooSmall ? 'is-full' : share >= NEARLY ? 'is-nearly' : '' },
    h('div', { class: 'budget-line' }, h('b', {}, h('a', { href: linkTo('services', service) }, service)), h('span', {}, known(spent) ? money(spent) : 'not metered lately', h('span', { class: 'muted' }, ` of ${money(perMonth)}`)), h('span', { class: 'pool-share' }, tooSmall ? 'too small' : known(spent) ? percent(share) : '')),
    h('div', { class: 'bar tall', 'aria-hidden': 'true' }, fill),
    h('div', { class: 'muted small' }, `${known(perHour) ? `${money(perHour)} per hour now, ${money(perHour * HOURS_A_MONTH)} in a whole month. ` : ''}${kind === 'HARD' ? 'Hard: what is above the minimum is cut so that the month ends within it.' : 'Soft: above it, cheaper pools are preferred.'}`));
}

function shares(title, heading, rows, key) {
  const sorted = [...rows].sort((a, b) => (b.today ?? 0) - (a.today ?? 0));
  const most = sorted[0]?.today || 1;
  const name = row => (key === 'service' ? h('a', { href: linkTo('services', row.service) }, row.service) : row[key] || 'no tenant named');
  const bar = row => {
    const fill = h('i', {});
    fill.style.width = `${(100 * (row.today ?? 0)) / most}%`;
    return h('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
  };
  return h('section', { class: 'card' }, h('h2', {}, title), sorted.length === 0 ? h('p', { class: 'muted' }, 'None yet.') : h('table', { class: 'plain' },
    h('thead', {}, h('tr', {}, h('th', {}, heading), h('th', { class: 'bar-cell' }), h('th', { class: 'number' }, 'Per hour'), h('th', { class: 'number' }, 'Today'))),
    h('tbody', {}, sorted.slice(0, DEAREST).map(row => h('tr', {}, h('td', {}, name(row)), h('td', { class: 'bar-cell' }, bar(row)), h('td', { class: 'number' }, money(row.perHour)), h('td', { class: 'number' }, money(row.today)))))),
  sorted.length > DEAREST ? h('p', { class: 'muted small' }, `and ${count(sorted.length - DEAREST)} more`) : null);
}
