/** One decision in plain words: what was seen, each step from demand to replicas, the rule that decides, what was ordered. */
import { h, icon, prose } from './dom.js';
import { amount, count, duration, known, money, number, percent, plural, time } from './format.js';
import { capital, change, countedIn, lower, ruleWords } from './words.js';
import { linkTo } from './router.js';
import { acknowledgements } from './commands.js';

/**
 * @param {object} decision
 * @param {{unit: string, reasons: object, commands: object[]}} context
 */
export function why(decision, { unit, reasons, commands }) {
  const text = reasons[decision.reason];
  return [
    h('div', { class: 'why-head' }, h('span', { class: `outcome outcome-${lower(decision.outcome)}` }, icon({ UP: 'up', DOWN: 'down' }[decision.outcome] ?? 'hold')),
      h('h3', {}, change(decision)), h('span', { class: 'muted small' }, time(decision.at))),
    h('p', { class: 'why-lead' }, text ? prose(text.means) : `${capital(lower(decision.reason))}.`, ' ',
      h('a', { class: 'small', href: linkTo('reasons', decision.reason ?? '') }, capital(lower(decision.reason)))),
    decision.detail && !(decision.stages ?? []).some(stage => stage.detail === decision.detail) ? h('p', { class: 'why-detail' }, capital(decision.detail)) : null,
    isTask(text) ? h('p', { class: 'todo' }, h('b', {}, 'What to do: '), prose(text.todo)) : null,
    seen(decision, unit),
    steps(decision),
    rules(decision),
    experts(decision, unit),
    allocation(decision, unit),
    standing(decision),
    ordered(decision, commands),
    decision.words ? h('details', { class: 'explained' }, h('summary', {}, 'As ', h('code', {}, 'sluice explain'), ' prints it'), h('pre', { tabindex: '0' }, decision.words)) : null,
  ].filter(Boolean);
}

const isTask = text => text && !/^Nothing\b/.test(text.todo);

const part = (title, ...content) => h('section', { class: 'why-part' }, h('h4', {}, title), content);

function seen(decision, unit) {
  const inPool = countedIn(decision);
  const rows = [
    ['Demand seen', known(decision.seen) ? [amount(decision.seen, unit), window(decision)] : 'no report'],
    ['Forecast', known(decision.forecast) ? [amount(decision.forecast, unit), ahead(decision)] : 'none'],
    known(decision.upper) && ['Provided for', amount(decision.upper, unit)],
    known(decision.perReplica) && ['One replica serves', amount(decision.perReplica, unit)],
    ['Replicas before', [`${count(decision.current)} ordered`, known(decision.ready) ? `, ${count(decision.ready)} ready` : '', inPool ? h('span', { class: 'muted small' }, ` counted in ${inPool}`) : '']],
  ].filter(Boolean);
  return part('What it saw', h('dl', { class: 'pairs' }, rows.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
}

const window = decision => (known(decision.windowFrom)
  ? h('span', { class: 'muted small' }, ' from ', time(decision.windowFrom), ' to ', time(decision.windowTo)) : null);

function ahead(decision) {
  const learned = known(decision.leadTimeQuantile) && known(decision.leadTimeStarts)
    ? `, which covers ${decision.leadTimeStarts === 1 ? 'the last start' : `${percent(decision.leadTimeQuantile)} of the last ${count(decision.leadTimeStarts)} starts`}` : '';
  const said = known(decision.leadTimeMs) ? ` in ${duration(decision.leadTimeMs)}${learned}` : '';
  return h('span', { class: 'muted small' }, said, decision.forecastUsable === false ? '; no better than the last value, so not relied on' : '');
}

function steps({ stages = [] }) {
  if (stages.length === 0) return null;
  return part('Step by step', h('ol', { class: 'steps' }, stages.map(stage => {
    const same = stage.before === stage.after;
    return h('li', { class: same ? 'same' : '' },
      h('span', { class: 'step-name' }, stage.name),
      h('span', { class: 'step-change' }, same ? `stays ${count(stage.after)}` : `${count(stage.before)} → ${count(stage.after)}`),
      h('span', { class: 'step-why' }, same && !stage.detail ? '' : [h('a', { href: linkTo('reasons', stage.reason) }, lower(stage.reason)), stage.detail ? `: ${stage.detail}` : '']));
  })));
}

function rules({ rule, runnerUp, reason }) {
  if (!rule) return null;
  const young = reason === 'COLD_START';
  const line = (label, of) => h('p', { class: 'rule' }, h('b', {}, of.name), h('span', { class: 'tag' }, label), h('span', { class: 'rule-words' }, capital(ruleWords(of)), '.'));
  return part('The rule', line(young ? 'best so far' : 'decides', rule), runnerUp ? line('runner-up', runnerUp) : null);
}

function experts({ experts: list = [] }, unit) {
  if (!list?.length) return null;
  return part('Who forecast it', h('ul', { class: 'experts' }, list.map(expert => {
    const bar = h('i', {});
    bar.style.width = `${Math.round(100 * expert.weight)}%`;
    return h('li', {}, h('span', {}, expert.name), h('span', { class: 'bar', 'aria-hidden': 'true' }, bar), h('span', { class: 'number' }, percent(expert.weight)), h('span', { class: 'number' }, amount(expert.value, unit)));
  })));
}

function allocation({ allocation: pools = [], pricePerHour }, unit) {
  if (!pools?.length) return known(pricePerHour) ? part('Price', h('p', {}, `${money(pricePerHour)} per hour`)) : null;
  return part('Where', h('div', { class: 'scroll' }, h('table', { class: 'plain' },
    h('thead', {}, h('tr', {}, ['Pool', 'Ordered', 'Ready', 'Serves', 'Price / h', 'Traffic'].map((name, i) => h('th', { class: i ? 'number' : '' }, name)))),
    h('tbody', {}, pools.map(p => h('tr', {}, h('td', {}, p.pool), ...[count(p.replicas), known(p.ready) ? count(p.ready) : '?', number(p.perReplica), money(p.pricePerHour), percent(p.weight / 1000)].map(v => h('td', { class: 'number' }, v))))))),
  known(pricePerHour) ? h('p', { class: 'muted small' }, `Serves: ${unit} that one replica serves. All together ${money(pricePerHour)} per hour.`) : null);
}

function standing({ standing: said = [] }) {
  return said?.length ? part('Set by hand or by a schedule', h('ul', {}, said.map(words => h('li', {}, words)))) : null;
}

function ordered(decision, commands) {
  const mine = decision.commanded ?? [];
  if (mine.length === 0) {
    return part('Commands', h('p', { class: 'muted' }, decision.mode === 'ADVISE' ? 'None: the policy only advises.' : 'None: nothing changes.'));
  }
  return part('Commands', h('ul', { class: 'commands' }, mine.map(command => {
    const known = commands.find(c => c.generation === command.generation && c.pool === command.pool);
    return h('li', {}, h('span', {}, `${command.pool ? `${command.pool}: ` : ''}run ${plural(command.replicas, 'replica')}`, h('span', { class: 'muted small' }, ` generation ${number(command.generation)}`)),
      known ? acknowledgements(known) : null);
  })));
}
