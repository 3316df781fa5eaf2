/** One line that says whether anything is wrong. */
import { h, icon, replace } from './dom.js';
import { clockText, count } from './format.js';
import { stateOf, STATES, why } from './words.js';
import { linkTo } from './router.js';

const CAUSES = 3;

/** How many services are in each state. */
export function tally(services) {
  const counts = { trouble: 0, attention: 0, unknown: 0, ok: 0, total: 0 };
  for (const summary of services) {
    counts[stateOf(summary)]++;
    counts.total++;
  }
  return counts;
}

/** The line in words, and the state that it stands for. */
export function headline(counts, only, stale, catchingUp) {
  const { state, said } = known(counts, only);
  if (catchingUp) return { state: 'unknown', said: `So far: ${lowerFirst(said, only)}` };
  return stale === null ? { state, said } : { state: 'unknown', said: `As of ${clockText(stale)}: ${said.charAt(0).toLowerCase() === said.charAt(0) ? said : lowerFirst(said, only)}` };
}

function known({ trouble, attention, unknown, total }, only) {
  if (total === 0) return { state: 'unknown', said: 'No service has been seen yet' };
  if (total === 1) return { state: stateOf(only), said: one(only) };
  if (trouble && attention) return { state: 'trouble', said: `${of(trouble, total)} in trouble, ${count(attention)} more ${attention === 1 ? 'needs' : 'need'} attention` };
  if (trouble) return { state: 'trouble', said: `${of(trouble, total)} in trouble` };
  if (attention) return { state: 'attention', said: `${count(attention)} of ${count(total)} services ${attention === 1 ? 'needs' : 'need'} attention` };
  if (unknown === total) return { state: 'unknown', said: `Nothing is known of the ${count(total)} services yet` };
  if (unknown) return { state: 'unknown', said: `Nothing is known of ${count(unknown)} of ${count(total)} services; the others keep their promise` };
  return { state: 'ok', said: total === 2 ? 'Both services keep their promise' : `All ${count(total)} services keep their promise` };
}

const of = (n, total) => `${count(n)} of ${count(total)} services ${n === 1 ? 'is' : 'are'}`;

function one(summary) {
  return {
    ok: `${summary.service} keeps its promise`,
    trouble: `${summary.service} is in trouble`,
    attention: `${summary.service} needs attention`,
    unknown: `Nothing is known of ${summary.service} yet`,
  }[stateOf(summary)];
}

const lowerFirst = (said, only) => (only && said.startsWith(only.service) ? said : said.charAt(0).toLowerCase() + said.slice(1));

/** The worst services, newest trouble first in the order of names. */
export function worst(services) {
  return [...services].filter(s => stateOf(s) === 'trouble' || stateOf(s) === 'attention')
    .sort((a, b) => STATES.indexOf(stateOf(a)) - STATES.indexOf(stateOf(b)) || names.compare(a.service, b.service));
}
const names = new Intl.Collator('en', { numeric: true });

/** The line with the worst services below it, kept current. */
export class Headline {
  constructor() {
    this.title = h('h1', { tabindex: '-1' });
    this.line = h('div', { class: 'headline' }, icon('unknown'), this.title);
    this.causes = h('ul', { class: 'causes', 'aria-label': 'What is wrong' });
    this.element = h('div', { class: 'summary' }, this.line, this.causes);
    this.shown = '';
  }

  /** Nothing is said before the first answer. */
  show(services, { stale, catchingUp }, loaded) {
    this.element.hidden = !loaded;
    if (!loaded) return;
    const list = [...services];
    const counts = tally(list);
    const { state, said } = headline(counts, counts.total === 1 ? list[0] : null, stale, catchingUp);
    const bad = worst(list);
    const now = JSON.stringify([state, said, bad.slice(0, CAUSES).map(s => [s.service, s.state, why(s)]), bad.length]);
    if (now === this.shown) return;
    this.shown = now;
    this.line.dataset.state = state;
    replace(this.line, icon(state), this.title);
    if (this.title.textContent !== said) this.title.textContent = said;
    replace(this.causes, bad.slice(0, CAUSES).map(cause), more(bad.length - CAUSES));
    this.causes.hidden = bad.length === 0;
  }
}

function cause(summary) {
  return h('li', { 'data-state': stateOf(summary) }, icon(stateOf(summary)),
    h('a', { href: linkTo('services', summary.service) }, summary.service), h('span', { class: 'cause-why' }, why(summary)));
}

const more = n => (n > 0 ? h('li', { class: 'muted' }, `and ${count(n)} more, at the top of the table`) : null);
