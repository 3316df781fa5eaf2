/** How decisions have done since the policy was put in force; while it only advises, whether its advice is ready to be acted on. */
import { h, hidden, icon } from './dom.js';
import { duration, known, number, percent, time } from './format.js';

/** What `sluice policy act` asks for. */
const LEAST_HOURS = 24;
/** Before that, decisions that were carried out are not judged: their first minutes are a cold start. */
const LEAST_HOURS_ACTING = 1;
const LEAST_COVERAGE = 0.9;
const HOUR_MS = 3_600_000;

export function verdict(v, { mode, service }) {
  const advises = mode === 'ADVISE';
  const checks = checked(v, advises);
  return [conclusion(checks, advises, service),
    h('ul', { class: 'checks' }, checks.map(check)),
    advises && known(v.costAgainstRan) ? against(v) : null,
    known(v.worstWindow) ? h('p', { class: 'muted small' }, 'Worst window: ', time(v.worstWindow), known(v.worstUnserved) ? `, ${percent(v.worstUnserved)} of its demand unserved.` : '.') : null];
}

/** Each with whether it holds; null where nothing can be said yet. */
function checked(v, advises) {
  const limit = (value, holds) => (known(value) ? holds(value) : null);
  const least = advises ? LEAST_HOURS : LEAST_HOURS_ACTING;
  return [
    { name: 'Watched for', value: duration(v.hoursSeen * HOUR_MS), wanted: `at least ${duration(least * HOUR_MS)}`, holds: limit(v.hoursSeen, hours => hours >= least || null),
      missing: `it has watched for ${duration(v.hoursSeen * HOUR_MS)} of ${duration(least * HOUR_MS)}` },
    { name: advises ? 'Would have left unserved' : 'Left unserved', value: percent(v.unservedShare), wanted: known(v.allowedUnserved) ? `at most ${percent(v.allowedUnserved)}` : '', holds: limit(v.unservedShare, share => share <= (v.allowedUnserved ?? 1)),
      missing: known(v.unservedShare) ? `${percent(v.unservedShare)} ${advises ? 'would have gone' : 'went'} unserved, ${percent(v.allowedUnserved)} is allowed` : 'no demand has been seen' },
    { name: 'Within the forecast’s range', value: percent(v.coverage), wanted: `at least ${percent(LEAST_COVERAGE)} of windows`, holds: limit(v.coverage, share => share >= LEAST_COVERAGE),
      missing: known(v.coverage) ? `demand was within the forecast’s range in only ${percent(v.coverage)} of windows` : 'no forecast can be judged yet' },
  ];
}

function conclusion(checks, advises, service) {
  const wrong = checks.find(one => !one.holds);
  const state = wrong ? (wrong.holds === null || wrong === checks[0] ? 'unknown' : 'attention') : 'ok';
  const said = { ok: advises ? 'Ready to act' : 'Keeps its promise', unknown: 'Too early to say', attention: advises ? 'Not ready to act' : 'Look at this' }[state];
  return h('div', { class: 'conclusion', 'data-state': state }, icon(state), h('div', {}, h('b', {}, said), wrong ? `: ${wrong.missing}.` : advises ? ['. Put it in force with ', h('code', {}, `sluice policy act ${service}`), '.'] : '.'));
}

function check({ name, value, wanted, holds }) {
  const state = holds === null ? 'unknown' : holds ? 'ok' : 'attention';
  return h('li', { 'data-state': state }, icon(state), hidden({ ok: 'holds: ', attention: 'does not hold: ', unknown: 'not known yet: ' }[state]),
    h('span', {}, name), h('b', { class: 'number' }, value), h('span', { class: 'muted small' }, wanted));
}

/** Replica-time of the advice beside that of what ran. */
function against({ costAgainstRan: cost, ranUnservedShare: ran }) {
  const most = Math.max(1, cost);
  const bar = (name, value, kind, note) => {
    const fill = h('i', { class: kind });
    fill.style.width = `${(100 * value) / most}%`;
    return h('li', {}, h('span', {}, name), h('span', { class: 'bar tall', 'aria-hidden': 'true' }, fill), h('span', { class: 'number' }, note));
  };
  return h('section', { class: 'against' }, h('h3', {}, cost < 0.995 ? `${percent(1 - cost)} less replica-time than what ran` : cost > 1.005 ? `${percent(cost - 1)} more replica-time than what ran` : 'As much replica-time as what ran'),
    h('ul', { class: 'versus' }, bar('Advice', cost, 'shade-0', `${number(cost)} ×`), bar('What ran', 1, 'shade-rest', '1 ×')),
    known(ran) ? h('p', { class: 'muted small' }, `What ran left ${percent(ran)} unserved.`) : null);
}
