/** What another promise would cost: the simulator over recent demand, with the share that may go unserved on a slider. */
import { get, sentence, servicePath } from './api.js';
import { h, replace } from './dom.js';
import { known, money, number, percent } from './format.js';

const SHARES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2];
const PAUSE_MS = 400;
/** What the server's simulator takes. */
const SIMULATED = ['REQUESTS', 'UNITS'];

/** @param {{service: string, signal: string, policy: object}} detail of the service */
export function whatIf({ service, signal, policy }) {
  if (!SIMULATED.includes(signal)) return h('p', { class: 'muted' }, 'Only demand in requests or units is simulated here. ', signal === 'TOKENS' ? [h('code', {}, 'sluice simulate --llm'), ' simulates services that serve large models.'] : null);
  const allowed = policy?.objective?.unserved;
  const start = nearest(allowed ?? 0.01);
  const slider = h('input', { type: 'range', min: 0, max: SHARES.length - 1, step: 1, value: start, id: 'what-if', 'aria-describedby': 'what-if-said' });
  const label = h('output', { for: 'what-if' });
  const answer = h('div', { class: 'what-if-answer', id: 'what-if-said', 'aria-live': 'polite' }, h('p', { class: 'muted' }, 'Move the slider: recent demand is simulated with that promise.'));
  let timer = 0;
  let asked = null;
  name();
  slider.addEventListener('input', () => {
    name();
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });

  function name() {
    const share = SHARES[slider.value];
    label.textContent = `${percent(share)} may go unserved`;
    slider.setAttribute('aria-valuetext', label.textContent);
  }

  async function ask() {
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    answer.classList.add('is-old');
    try {
      const said = await get(servicePath(service, `/what-if?unserved=${SHARES[slider.value]}`), mine.signal);
      if (asked === mine) replace(answer, compared(said));
    } catch (error) {
      if (asked === mine) replace(answer, h('p', { class: 'problem' }, sentence(error)));
    }
    if (asked === mine) answer.classList.remove('is-old');
  }

  return h('div', { class: 'what-if' }, h('label', { for: 'what-if' }, label), slider,
    h('div', { class: 'what-if-ends muted small', 'aria-hidden': 'true' }, h('span', {}, 'stricter, dearer'), h('span', {}, 'looser, cheaper')), answer);
}

function nearest(share) {
  const far = SHARES.map(s => Math.abs(Math.log(s / share)));
  return far.indexOf(Math.min(...far));
}

function compared({ now, then }) {
  const rows = [
    ['Unserved', percent(now?.unserved), percent(then?.unserved)],
    known(now?.cost) ? ['Cost', money(now.cost), money(then?.cost)] : ['Replica hours', number(now?.replicaHours), number(then?.replicaHours)],
    ['Changes per hour', number(now?.changesPerHour), number(then?.changesPerHour)],
  ];
  return [h('p', { class: 'what-if-words' }, verdict(now, then)),
    h('table', { class: 'plain' }, h('thead', {}, h('tr', {}, h('th', {}), h('th', { class: 'number' }, 'As it is'), h('th', { class: 'number' }, 'Then'))),
      h('tbody', {}, rows.map(([name, a, b]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', { class: 'number' }, a), h('td', { class: 'number' }, h('b', {}, b))))))];
}

function verdict(now, then) {
  const [before, after, verb] = known(now?.cost) ? [now.cost, then?.cost, 'cost'] : [now?.replicaHours, then?.replicaHours, 'run'];
  if (!known(before) || !known(after) || before <= 0) return 'Over recent demand:';
  const change = after / before - 1;
  if (Math.abs(change) < 0.005) return `It would ${verb} as much as now.`;
  return `It would ${verb} ${percent(Math.abs(change))} ${change < 0 ? 'less' : 'more'} and leave ${percent(then.unserved)} unserved.`;
}
