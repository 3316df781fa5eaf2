/** The view that an address names. */
import { h } from './dom.js';
import { deadLettersView } from './dead-letters.js';
import { moneyView } from './money.js';
import { overview } from './overview.js';
import { poolsView } from './pools.js';
import { reasonsView } from './reasons-view.js';
import { serviceView } from './service.js';

const VIEWS = { pools: poolsView, money: moneyView, 'dead-letters': deadLettersView, reasons: reasonsView };

export function viewOf(place) {
  const [first, second] = place.path;
  if (!first || (first === 'services' && !second)) return overview(place);
  if (first === 'services') return serviceView(place);
  return VIEWS[first] ? VIEWS[first](place) : nowhere();
}

const nowhere = () => ({
  element: h('div', { class: 'empty' }, 'There is no such view. ', h('a', { href: '#/' }, 'All services')), title: 'Not found', update() {}, escape() { location.hash = '#/'; },
});
