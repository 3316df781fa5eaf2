/** The list of a service's changes; one of them is chosen. */
import { h, icon, replace } from './dom.js';
import { time } from './format.js';
import { changed, lower } from './words.js';

const LISTED = 60;

/** Without advice, or a wish that nobody carries out, that only repeats the one before it. Newest first. */
export function changes(decisions) {
  return decisions.filter((decision, i) => decision.commanded?.length > 0 || decision.target !== decisions[i + 1]?.target);
}

export class ChangeList {
  /** @param {(id: string|null) => void} choose */
  constructor(choose) {
    this.choose = choose;
    this.newest = h('button', { type: 'button', class: 'button slight', hidden: true, on: { click: () => choose(null) } }, 'Follow the newest');
    this.list = h('ol', { class: 'decisions' });
    this.element = h('section', { class: 'card list-card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Changes'), this.newest), this.list);
  }

  show(decisions, current, isChosen) {
    this.newest.hidden = !isChosen;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    replace(this.list, decisions.slice(0, LISTED).map(decision => this.#row(decision, decision.id === current)),
      decisions.length ? null : h('li', { class: 'muted' }, 'No change in this time.'));
    if (focused) [...this.list.querySelectorAll('button')].find(button => button.dataset.id === focused)?.focus({ preventScroll: true });
  }

  #row(decision, chosen) {
    const kind = { UP: 'up', DOWN: 'down' }[decision.outcome] ?? 'hold';
    return h('li', {}, h('button', { type: 'button', class: 'decision', 'aria-pressed': String(chosen), 'data-id': decision.id, on: { click: () => this.choose(decision.id) } },
      h('span', { class: `outcome outcome-${kind}` }, icon(kind)), time(decision.at),
      h('span', { class: 'decision-change' }, changed(decision)), h('span', { class: 'muted decision-reason' }, lower(decision.reason))));
  }
}
