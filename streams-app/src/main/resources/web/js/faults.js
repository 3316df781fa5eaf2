/** A fault of the page itself is told, and never hidden behind numbers that no longer move. */
import { h, replace } from './dom.js';

/** Browsers tell these of layout alone; nothing is lost by them. */
const HARMLESS = /^ResizeObserver loop/;

export function startFaults(before) {
  const strip = h('div', { class: 'banner', role: 'alert', hidden: true });
  before.before(strip);
  const tell = what => {
    if (HARMLESS.test(what)) return;
    strip.hidden = false;
    replace(strip, h('div', { class: 'banner-inner' }, h('strong', {}, 'This page has a fault'), h('span', {}, 'What is below may be wrong or old. ', h('code', {}, what)),
      h('button', { type: 'button', class: 'button slight', on: { click: () => location.reload() } }, 'Load it again')));
  };
  addEventListener('error', event => tell(event.message || String(event.error)));
  addEventListener('unhandledrejection', event => { if (event.reason?.name !== 'AbortError') tell(String(event.reason)); });
}
