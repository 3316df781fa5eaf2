/** Starts the page: the bar at the top, the stream, and the view that the address names. */
import { get } from './api.js';
import { startBanner } from './banner.js';
import { h, replace } from './dom.js';
import { useCurrency, useToday } from './format.js';
import { startKeys, tellKeys } from './keys.js';
import { Live } from './live.js';
import { here, onRoute, scrolled, startRouter } from './router.js';
import * as store from './store.js';
import { startTheme } from './theme.js';
import { viewOf } from './views.js';

const COSTS_EVERY_MS = 20_000;
const main = document.getElementById('main');
let view = null;

function show(place) {
  if (view?.stays?.(place)) return;
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

async function loadCosts() {
  const costs = await get('costs').catch(() => null);
  if (costs) store.update({ costs });
}

function status(told) {
  useCurrency(told.currency);
  store.status(told);
}

function start() {
  startRouter();
  useToday(store.now);
  const live = new Live('stream', { summary: store.put, status }, state => banner.stream(state), () => { store.load(); loadCosts(); });
  const banner = startBanner(document.getElementById('live'), document.getElementById('banner'), () => live.retry());
  startTheme(document.getElementById('theme'), document.getElementById('theme-text'));
  startKeys(() => view);
  document.getElementById('help').addEventListener('click', tellKeys);
  document.querySelector('[data-skip]').addEventListener('click', event => { event.preventDefault(); main.focus(); });
  store.onChange(() => { banner.look(); view?.update(); });
  onRoute(show);
  get('status').then(status).catch(() => {});
  store.load();
  loadCosts();
  setInterval(loadCosts, COSTS_EVERY_MS);
  live.start();
}

start();
