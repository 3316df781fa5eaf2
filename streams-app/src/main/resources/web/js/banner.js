/** Says whether what is shown is live, and since when it is not. Old numbers are never shown as new ones. */
import { h, replace, text } from './dom.js';
import { clockText, duration } from './format.js';
import * as store from './store.js';

/** A decision comes with every window; when none has come for so long, Sluice or the broker is away. */
const OLD_DECISION_MS = 5 * 60_000;

export function startBanner(pill, banner, retry) {
  let stream = { state: 'connecting', since: null };
  let shown = '';
  setInterval(look, 1000);

  function look() {
    const stale = staleness(stream, store.state.status);
    const state = stale ? (stale.catchingUp ? 'catching-up' : 'stale') : stream.state;
    if (store.state.stale !== (stale?.since ?? null)) store.update({ stale: stale?.since ?? null });
    if (store.state.catchingUp !== Boolean(stale?.catchingUp)) store.update({ catchingUp: Boolean(stale?.catchingUp) });
    pill.dataset.state = state;
    text(pill.lastChild, { live: 'Live', connecting: 'Connecting', 'catching-up': 'Catching up', stale: stale?.since ? `Stale since ${clockText(stale.since)}` : '' }[state]);
    document.body.classList.toggle('is-stale', state === 'stale');
    const said = stale ? `${stale.since}${stale.why}` : '';
    if (said !== shown) show(stale);
    shown = said;
    const age = banner.querySelector('[data-age]');
    if (age && stale?.heard) text(age, `${duration(1000 * Math.max(1, Math.round((Date.now() - stale.heard) / 1000)))} ago`);
  }

  function show(stale) {
    banner.hidden = !stale;
    banner.classList.toggle('is-milder', Boolean(stale?.catchingUp));
    if (!stale) return void banner.replaceChildren();
    if (stale.catchingUp) {
      return void replace(banner, h('div', { class: 'banner-inner' }, h('strong', {}, 'Catching up'), h('span', {}, closed(stale.why), ' What is below is of the past, and moves fast.')));
    }
    replace(banner, h('div', { class: 'banner-inner' }, h('strong', {}, `Stale since ${clockText(stale.since)}`),
      h('span', {}, closed(stale.why), store.state.loaded ? [' Everything below is from then, ', h('span', { 'data-age': '' }), '.'] : ' Nothing has been read yet; the page goes on trying.'),
      h('button', { type: 'button', class: 'button slight', on: { click: retry } }, 'Try now')));
  }

  return {
    look,
    stream(state) {
      stream = state;
      look();
    },
  };
}

/** Why what is shown is not the present, and since when; null where it is. */
function staleness({ state, since }, status) {
  if (state === 'stale') return { since: since ?? opened, heard: since ?? opened, why: 'The server does not answer.' };
  if (state !== 'live' || !status) return null;
  if (status.catchingUp) return { catchingUp: true, since: null, heard: null, why: status.why };
  if (status.stale) {
    const reached = status.reachedAt ?? opened;
    return { since: reached, heard: reached, why: status.why || 'Sluice cannot read its topics.' };
  }
  const age = status.newestDecisionAgeMs;
  if (age <= OLD_DECISION_MS || age == null) return null;
  const heard = Math.round((Date.now() - age) / 10_000) * 10_000;
  return { since: heard, heard, why: 'The server answers, but no decision has come from Kafka.' };
}
const opened = Date.now();

/** A sentence with its full stop. */
const closed = words => (/[.!?]$/.test(words) ? words : `${words}.`);
