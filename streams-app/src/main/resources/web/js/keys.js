/** Keys that hold everywhere; what they do in a view, the view says. */
import { h } from './dom.js';
import { tell } from './dialog.js';

const KEYS = [
  [['/'], 'Filter the services'],
  [['↑', '↓', 'Home', 'End'], 'Go through the rows of the table'],
  [['Enter'], 'Open the service of the row'],
  [['←', '→'], 'Go through the decisions on the chart'],
  [['Esc'], 'Back to all services'],
  [['g', 's'], 'Services'],
  [['g', 'p'], 'Pools'],
  [['g', 'm'], 'Money'],
  [['g', 'd'], 'Dead letters'],
  [['?'], 'These keys'],
];
const PLACES = { s: '#/', p: '#/pools', m: '#/money', d: '#/dead-letters' };

export function tellKeys() {
  tell('Keyboard', h('dl', { class: 'keys' }, KEYS.flatMap(([keys, does]) => [h('dt', {}, keys.map(key => h('kbd', {}, key))), h('dd', {}, does)])));
}

/** @param {() => any} view the view that is shown */
export function startKeys(view) {
  let gone = 0;
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') {
      view()?.escape?.();
    } else if (!writes(event.target)) {
      if (event.timeStamp - gone < 1500 && PLACES[event.key]) location.hash = PLACES[event.key];
      else if (event.key === '/') { event.preventDefault(); toFilter(view); }
      else if (event.key === '?') tellKeys();
      gone = event.key === 'g' ? event.timeStamp : 0;
    }
  });
}

function toFilter(view) {
  if (view()?.focusFilter) view().focusFilter();
  else {
    location.hash = '#/';
    setTimeout(() => view()?.focusFilter?.(), 50);
  }
}

const writes = element => element.closest?.('input, select, textarea, [contenteditable]') != null;
