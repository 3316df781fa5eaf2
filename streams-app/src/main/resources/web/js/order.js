/** Which services are listed, and in which order. What is not known comes last, whichever way it is sorted. */
import { COLUMNS } from './columns.js';
import { stateOf, STATES, why } from './words.js';

const bySort = new Map(COLUMNS.filter(c => c.sort).map(c => [c.key, c]));

/** The way a column is sorted first: words from A, numbers from the largest, states from the worst. */
export const firstWay = key => (bySort.get(key)?.number ? 'desc' : 'asc');

export const sortable = key => bySort.has(key);

/**
 * @param {Iterable<object>} services
 * @param {{text: string, states: Set<string>, sort: string, way: string}} wish
 */
export function listed(services, { text, states, sort, way }) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...services].filter(s => (states.size === 0 || states.has(stateOf(s))) && matches(s, words));
  const value = bySort.get(sort)?.sort ?? bySort.get('state').sort;
  return found.sort((a, b) => compare(value(a), value(b), way) || byState(a, b) || byName(a, b));
}

/** Every word is somewhere in the name, the pools, the reason or the sentence. */
export function matches(summary, words) {
  if (words.length === 0) return true;
  const pools = (summary.pools ?? []).map(p => p.pool).join(' ');
  const all = `${summary.service} ${pools} ${summary.reason} ${why(summary)}`.toLowerCase();
  return words.every(word => all.includes(word));
}

function compare(a, b, way) {
  const none = (b == null || Number.isNaN(b)) - (a == null || Number.isNaN(a));
  if (none !== 0 || a == null) return -none;
  const order = typeof a === 'string' ? names.compare(a, b) : a - b || 0;
  return way === 'desc' ? -order : order;
}

const names = new Intl.Collator('en', { numeric: true });
const byName = (a, b) => names.compare(a.service, b.service);
const byState = (a, b) => STATES.indexOf(stateOf(a)) - STATES.indexOf(stateOf(b));
