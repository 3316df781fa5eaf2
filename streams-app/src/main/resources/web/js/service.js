/** One service's story: how it is, its chart, each decision and why, and what else belongs to it. */
import { get, Problem, sentence, servicePath } from './api.js';
import { ChangeList, changes } from './changes.js';
import { Chart } from './chart.js';
import { commandList } from './commands.js';
import { attribute, h, hidden, icon, replace, text } from './dom.js';
import { clockText } from './format.js';
import { Live } from './live.js';
import { Overrides } from './overrides.js';
import { note } from './router.js';
import { partitions } from './partitions.js';
import { reasons } from './reasons.js';
import { facts, legend, notThere, policyText, serviceMoney, tags, weights } from './service-parts.js';
import * as store from './store.js';
import { verdict } from './verdict.js';
import { whatIf } from './whatif.js';
import { why } from './why.js';
import { capital, change, stateOf, STATE_WORDS, why as sentenceOf } from './words.js';

const RANGES = { '15m': ['15 min', 15 * 60_000], '1h': ['1 hour', 3_600_000], '6h': ['6 hours', 6 * 3_600_000] };
const KEPT = 400;
/** A young service's chart begins where its records do, and is this long at least. */
const SHORTEST_MS = 5 * 60_000;
const REST_EVERY_MS = 15_000;
const AHEAD_PAUSE_MS = 2_000;

export function serviceView({ path, query }) {
  return new ServiceView(path[1], query).view();
}

class ServiceView {
  constructor(name, query) {
    this.name = name;
    this.range = RANGES[query.get('range')] ? query.get('range') : '1h';
    this.chosen = query.get('decision');
    this.points = [];
    this.ahead = [];
    this.decisions = [];
    this.commands = [];
    this.reasons = {};
    this.aborted = new AbortController();
    this.chart = new Chart({ unit: '', pick: decision => this.#choose(decision.id) });
    this.overrides = new Overrides(name);
    this.list = new ChangeList(id => { this.#choose(id); this.#bringWhy(); });
    this.#build();
  }

  view() {
    const back = () => { location.hash = '#/'; };
    this.#start();
    return { element: this.element, title: this.name, update: () => this.#update(), leave: () => this.#leave(), escape: back };
  }

  #build() {
    this.title = h('h1', { tabindex: '-1' }, this.name);
    this.state = h('div', { class: 'headline' }, icon('unknown'), this.title);
    this.sentence = h('p', { class: 'sentence' });
    this.facts = h('dl', { class: 'figures facts' });
    this.ranges = h('div', { class: 'segments', role: 'group', 'aria-label': 'Time shown' }, Object.entries(RANGES).map(([key, [words]]) =>
      h('button', { type: 'button', 'aria-pressed': String(key === this.range), 'data-range': key, on: { click: () => this.#setRange(key) } }, words)));
    this.chartNote = h('p', { class: 'sr', 'aria-live': 'off' });
    this.whyBox = h('section', { class: 'card why-card', 'aria-label': 'Why', 'aria-live': 'polite' }, h('p', { class: 'muted' }, 'Loading …'));
    this.parts = Object.fromEntries(['commands', 'partitions', 'verdict', 'money', 'weights', 'policy'].map(key => [key, h('div', {}, h('p', { class: 'muted' }, 'Loading …'))]));
    this.whatIfBox = h('div', {});
    this.verdictCard = card('Verdict', this.parts.verdict, 'verdict-card');
    this.verdictCard.hidden = true;
    this.partitionsCard = card('Consumer group', this.parts.partitions, 'partitions-card');
    this.partitionsCard.hidden = true;
    this.problem = h('div', { class: 'service-problem', hidden: true });
    this.content = h('div', { class: 'story' },
      h('section', { class: 'card chart-card', 'aria-label': 'Chart' }, h('div', { class: 'card-head' }, legend(), this.ranges), this.chart.element, this.chartNote),
      h('div', { class: 'columns' }, h('div', { class: 'column' }, this.whyBox, this.partitionsCard, card('Commands', this.parts.commands, 'commands-card'), card('Money', this.parts.money), card('Traffic', this.parts.weights),
        h('section', { class: 'card policy-card' }, h('details', {}, h('summary', {}, h('h2', {}, 'Policy')), this.parts.policy))),
      h('div', { class: 'column' },
        this.list.element,
        this.verdictCard, card('What if', this.whatIfBox), card('Overrides', this.overrides.element))));
    this.element = h('article', { class: 'service' }, h('a', { class: 'back', href: '#/' }, icon('back'), 'All services'), this.state, this.sentence, this.facts, this.problem, this.content);
  }

  #start() {
    reasons().then(texts => { this.reasons = texts; this.shown = null; this.#update(); this.#showWhy(); });
    this.live = new Live(`stream?service=${encodeURIComponent(this.name)}`, {
      summary: store.put, point: point => this.#addPoint(point), decision: decision => this.#addDecision(decision),
    }, told => { if (told.state === 'live') this.#load(); }).start();
    this.timer = setInterval(() => this.#loadRest(), REST_EVERY_MS);
    this.#load();
    this.#loadRest();
  }

  #leave() {
    this.aborted.abort();
    this.live.stop();
    clearInterval(this.timer);
    clearTimeout(this.soon);
    this.chart.destroy();
  }

  #get(rest) {
    return get(servicePath(this.name, rest), this.aborted.signal);
  }

  /** The header from the newest summary; a service that is not in the list may still be known to the server. */
  #update() {
    const summary = store.service(this.name) ?? this.detail;
    if (!summary || summary === this.shown && store.state.stale === this.shownStale) return;
    this.shown = summary;
    this.shownStale = store.state.stale;
    const state = stateOf(summary);
    attribute(this.state, 'data-state', state);
    replace(this.state, icon(state), this.title, hidden(STATE_WORDS[state]), tags(summary));
    text(this.sentence, summary.why || this.reasons[summary.reason]?.means.replaceAll('`', '') || sentenceOf(summary));
    replace(this.facts, facts(summary));
    this.chart.setUnit(summary.unit ?? '');
    this.chart.counts = (summary.pools?.length ?? 0) <= 1;
  }

  async #load() {
    const from = Math.round(store.now() - RANGES[this.range][1]);
    try {
      const [forecasts, decisions] = await Promise.all([
        this.#get(`/forecasts?from=${from}`), this.#get(`/decisions?changes=true&from=${from}&limit=${KEPT}`)]);
      this.points = forecasts.points ?? [];
      this.ahead = forecasts.ahead ?? [];
      this.decisions = changes(decisions.decisions ?? []);
      this.loaded = true;
      this.#draw();
      this.#showList();
      this.#showWhy();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error) {
    if (error.name === 'AbortError') return;
    const gone = error instanceof Problem && error.status === 404;
    if (!gone && this.points.length) return;
    this.problem.hidden = false;
    replace(this.problem, gone ? notThere(sentence(error)) : sentence(error));
    this.content.hidden = gone;
    this.facts.hidden = gone;
  }

  async #loadRest() {
    const into = async (rest, use, into404) => {
      try {
        use(await this.#get(rest));
      } catch (error) {
        // what could not be read stays as it was, and the banner says so; what is not there is said in its place
        if (error instanceof Problem && error.status === 404) into404?.(h('p', { class: 'muted' }, `${capital(sentence(error))}.`));
      }
    };
    await Promise.all([
      into('', detail => this.#showDetail(detail)),
      into('/commands', ({ commands = [] }) => { this.commands = commands; replace(this.parts.commands, commandList(commands)); this.#showWhy(); }),
      into('/costs', costs => replace(this.parts.money, serviceMoney(costs))),
      into('/weights', told => replace(this.parts.weights, weights(told, this.detail?.policy)), said => replace(this.parts.weights, said)),
      this.overrides.load(),
    ]);
  }

  #showDetail(detail) {
    this.detail = detail;
    if (!this.whatIfBox.firstChild) this.whatIfBox.append(whatIf(detail));
    replace(this.parts.policy, detail.policy ? policyText(detail.policy) : h('p', { class: 'muted' }, 'None is known.'));
    this.verdictCard.hidden = !detail.verdict;
    this.verdictCard.classList.toggle('is-first', detail.mode === 'ADVISE');
    text(this.verdictCard.firstChild, detail.mode === 'ADVISE' ? 'Verdict on its advice' : 'Verdict on its decisions');
    if (detail.verdict) replace(this.parts.verdict, verdict(detail.verdict, detail));
    this.partitionsCard.hidden = !detail.lastDecision?.lag;
    if (detail.lastDecision?.lag) replace(this.parts.partitions, partitions(detail.lastDecision));
    if (!this.decisions.length && detail.lastDecision) this.#showWhy();
    this.#update();
  }

  #setRange(range) {
    this.range = range;
    for (const button of this.ranges.children) button.setAttribute('aria-pressed', String(button.dataset.range === range));
    this.#note();
    this.#load();
  }

  #note() {
    note({ range: this.range === '1h' ? '' : this.range, decision: this.chosen });
  }

  #addPoint(point) {
    if (this.points.length && point.at <= this.points.at(-1).at) return;
    this.points.push(point);
    this.#draw();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.#loadAhead(), AHEAD_PAUSE_MS);
  }

  async #loadAhead() {
    const last = this.points.at(-1)?.at;
    const told = await this.#get(`/forecasts?from=${last}`).catch(() => null);
    if (!told) return;
    const newer = (told.points ?? []).filter(point => point.at >= last);
    this.points = [...this.points.filter(point => point.at < (newer[0]?.at ?? Infinity)), ...newer];
    this.ahead = told.ahead ?? [];
    this.#draw();
  }

  #addDecision(decision) {
    if (decision.outcome !== 'UP' && decision.outcome !== 'DOWN') return;
    if (this.decisions.some(known => known.id === decision.id)) return;
    this.decisions = changes([decision, ...this.decisions]).slice(0, KEPT);
    this.#draw();
    this.#showList();
    if (!this.chosen) this.#showWhy();
  }

  #draw() {
    const now = Math.max(store.now(), this.points.at(-1)?.at ?? 0);
    const whole = now - RANGES[this.range][1];
    this.points = this.points.filter(point => point.at >= whole - 60_000);
    const oldest = Math.min(this.points[0]?.at ?? whole, this.decisions.at(-1)?.at ?? Infinity);
    const from = Math.max(whole, Math.min(now - SHORTEST_MS, oldest));
    this.chart.show({ points: this.points, ahead: this.ahead }, [from, Math.max(now, this.ahead.at(-1)?.at ?? now)], now);
    this.chart.setDecisions(this.decisions, this.#current()?.id);
    text(this.chartNote, `Demand, forecast and capacity since ${clockText(from)}; ${this.decisions.length} changes.`);
  }

  #current() {
    return this.decisions.find(decision => decision.id === this.chosen) ?? this.decisions[0] ?? this.detail?.lastDecision;
  }

  #choose(id) {
    this.chosen = id;
    this.#note();
    this.chart.setDecisions(this.decisions, this.#current()?.id);
    this.#showList();
    this.#showWhy();
  }

  /** Where the list lies below what it changes, one would see nothing happen. */
  #bringWhy() {
    if (matchMedia('(max-width: 63.75em)').matches) this.whyBox.scrollIntoView({ block: 'start', behavior: 'smooth' });
  }

  #showList() {
    this.list.show(this.decisions, this.#current()?.id, this.chosen !== null);
  }

  #showWhy() {
    const decision = this.#current();
    if (!decision && this.loaded) replace(this.whyBox, h('p', { class: 'muted' }, 'Nothing was decided in this time.'));
    if (!decision) return;
    const key = JSON.stringify([decision.id, Object.keys(this.reasons).length, this.commands.filter(c => c.decisionId === decision.id)]);
    if (key === this.shownWhy) return;
    this.shownWhy = key;
    replace(this.whyBox, why(decision, { unit: (store.service(this.name) ?? this.detail)?.unit ?? '', reasons: this.reasons, commands: this.commands }));
    this.whyBox.setAttribute('aria-label', `Why: ${change(decision)}`);
  }
}

const card = (title, content, kind = '') => h('section', { class: `card ${kind}` }, h('h2', {}, title), content);
