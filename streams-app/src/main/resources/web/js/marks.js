/** Decisions as marks below the chart: buttons, so that a key reaches them as well as a finger does. */
import { h, icon } from './dom.js';
import { clockText } from './format.js';
import { change, lower } from './words.js';

const CLOSEST_PX = 15;

export class Marks {
  #decisions = [];
  #chosen = null;
  #shown = [];
  #drawn = '';

  constructor(pick) {
    this.pick = pick;
    this.element = h('div', { class: 'marks', role: 'toolbar', 'aria-label': 'Decisions on the chart; left and right go through them' });
    this.element.addEventListener('keydown', event => this.#key(event));
  }

  /** Oldest first; the chosen one is named by its id. */
  set(decisions, chosen) {
    this.#decisions = [...decisions].sort((a, b) => a.at - b.at);
    this.#chosen = chosen;
  }

  /** `position` gives the pixel of a time. Marks that would lie on each other become one, for the newest of them. */
  place(position, [left, right], top) {
    const groups = [];
    for (const decision of this.#decisions) {
      const x = position(decision.at);
      if (x < left - 1 || x > right + 1) continue;
      const before = groups.at(-1);
      if (before && x - before.x < CLOSEST_PX) {
        before.decisions.push(decision);
      } else {
        groups.push({ x, decisions: [decision] });
      }
    }
    this.element.style.top = `${top + 3}px`;
    this.#shown = groups;
    this.#render();
  }

  #render() {
    const drawn = JSON.stringify([this.#chosen, this.#shown.map(g => [Math.round(g.x), g.decisions.length, g.decisions.at(-1).id])]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.element.contains(document.activeElement);
    const current = this.#shown.findIndex(group => group.decisions.some(d => d.id === this.#chosen));
    this.element.replaceChildren(...this.#shown.map((group, i) => this.#mark(group, i === (current < 0 ? this.#shown.length - 1 : current), i === current)));
    if (focused) this.element.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  #mark({ x, decisions }, reachable, chosen) {
    const newest = (chosen && decisions.find(d => d.id === this.#chosen)) || decisions.at(-1);
    const more = decisions.length > 1 ? `, ${decisions.length} decisions close together` : '';
    const label = `${clockText(newest.at)}: ${change(newest)}, ${lower(newest.reason)}${more}`;
    const kind = { UP: 'up', DOWN: 'down' }[newest.outcome] ?? 'hold';
    const button = h('button', { type: 'button', class: `mark mark-${kind}`, 'aria-label': label, title: label, 'aria-pressed': String(chosen), tabindex: reachable ? '0' : '-1', 'data-id': newest.id }, icon(kind));
    button.style.transform = `translateX(${(x - 12).toFixed(1)}px)`;
    button.addEventListener('click', () => this.pick(newest));
    return button;
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const marks = [...this.element.children];
    const to = Math.max(0, Math.min(marks.length - 1, marks.indexOf(document.activeElement) + step));
    marks[to]?.focus();
    marks[to]?.click();
  }
}
