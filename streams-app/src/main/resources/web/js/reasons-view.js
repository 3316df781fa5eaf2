/** Every reason that a decision can give, what it means and what to do: where a reason's link leads. */
import { h, prose } from './dom.js';
import { reasons } from './reasons.js';
import { capital, lower } from './words.js';

export function reasonsView({ path }) {
  const wanted = path[1];
  const list = h('dl', { class: 'reasons' });
  reasons().then(texts => {
    list.append(...Object.entries(texts).map(([name, { means, todo }]) => h('div', { class: `card reason${name === wanted ? ' is-wanted' : ''}`, id: `reason-${name}` },
      h('dt', {}, capital(lower(name))), h('dd', {}, prose(means)), h('dd', { class: 'muted' }, h('b', {}, 'What to do: '), prose(todo)))));
    document.getElementById(`reason-${wanted}`)?.scrollIntoView({ block: 'center' });
  });
  return {
    element: h('div', { class: 'page' }, h('h1', { tabindex: '-1' }, 'Reasons'), h('p', { class: 'intro muted' }, 'Why a decision, or one step of it, came out as it did.'), list),
    title: 'Reasons', update() {}, escape() { history.back(); },
  };
}
