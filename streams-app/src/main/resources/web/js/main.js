/** Starts the page: the bar at the top, the stream, and the view that the address names. */
import { get } from './api.js';
import { startBanner } from './banner.js';
import { h, replace } from './dom.js';
import { startFaults } from './faults.js';
import { number, useCurrency, useToday } from './format.js';
import { startKeys, tellKeys } from './keys.js';
import { Live } from './live.js';
import { here, onRoute, scrolled, startRouter } from './router.js';
import * as store from './store.js';
import { startTheme } from './theme.js';
import { viewOf } from './views.js';

/** The currency is known before the first amount is shown, unless that takes too long. */
const FIRST_STATUS_MS = 1_000;
const TOTALS_EVERY_MS = 20_000;
const main = document.getElementById('main');
let view = null;

function show(place) {
  view?.leave?.();
  const first = view === null;
  view = viewOf(place);
  document.title = view.title === 'Services' ? 'Sluice' : `${view.title} · Sluice`;
  replace(main, view.element);
  view.update();
  markNavigation(place);
  scrollTo(0, scrolled());
  if (!first) main.focus({ preventScroll: true });
}

function markNavigation({ path }) {
  const name = { pools: 'pools', money: 'money', 'dead-letters': 'dead-letters', reasons: '' }[path[0]] ?? 'services';
  for (const link of document.querySelectorAll('.nav a')) {
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

async function loadTotals() {
  const [costs, letters] = await Promise.all(['costs', 'dead-letters'].map(path => get(path).catch(() => null)));
  if (costs) store.update({ costs });
  if (letters) badge((letters.byReason ?? []).reduce((sum, kind) => sum + kind.count, 0));
}

/** Records that could not be used, wherever one looks. */
function badge(letters) {
  const element = document.getElementById('letters');
  element.hidden = letters === 0;
  element.textContent = number(letters);
}

function status(told) {
  const other = useCurrency(told.currency);
  store.status(told);
  if (other && view) show(here());
}

async function start() {
  startFaults(main);
  startRouter();
  useToday(store.now);
  // what changed between the first answer and the open stream is in neither: the list is read again
  const live = new Live('stream', { summary: store.put, status }, told => { banner.stream(told); if (told.state === 'live') store.load(); }, loadTotals);
  const banner = startBanner(document.getElementById('live'), document.getElementById('banner'), () => live.retry());
  startTheme(document.getElementById('theme'), document.getElementById('theme-text'));
  startKeys(() => view);
  document.getElementById('help').addEventListener('click', tellKeys);
  document.querySelector('[data-skip]').addEventListener('click', event => { event.preventDefault(); main.focus(); });
  store.onChange(() => { banner.look(); view?.update(); });
  store.load();
  await Promise.race([get('status').then(status).catch(() => {}), new Promise(later => setTimeout(later, FIRST_STATUS_MS))]);
  onRoute(show);
  loadTotals();
  setInterval(loadTotals, TOTALS_EVERY_MS);
  live.start();
}

start();
