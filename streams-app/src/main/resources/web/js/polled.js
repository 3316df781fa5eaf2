/** A view that reads one address now and then, and says so where it cannot be read. */
import { get, sentence } from './api.js';
import { h, replace } from './dom.js';

const EVERY_MS = 5_000;

/**
 * @param {{title: string, intro?: string, paths: string[], show: (...answers: object[]) => (Node|Node[])}} of
 */
export function polled({ title, intro, paths, show }) {
  const content = h('div', { class: 'polled' }, h('p', { class: 'empty' }, 'Loading …'));
  const problem = h('p', { class: 'problem', role: 'status', hidden: true });
  const aborted = new AbortController();
  let shown = '';
  const timer = setInterval(load, EVERY_MS);

  async function load() {
    try {
      const answers = await Promise.all(paths.map(path => get(path, aborted.signal)));
      const now = JSON.stringify(answers);
      if (now !== shown) replace(content, show(...answers));
      shown = now;
      problem.hidden = true;
    } catch (error) {
      if (aborted.signal.aborted) return;
      problem.hidden = false;
      replace(problem, sentence(error), shown ? ' What is below is from before.' : '');
      if (!shown) replace(content);
    }
  }

  load();
  return {
    element: h('div', { class: 'page' }, h('h1', { tabindex: '-1' }, title), intro ? h('p', { class: 'intro muted' }, intro) : null, problem, content),
    title, update() {}, leave() { aborted.abort(); clearInterval(timer); }, escape() { location.hash = '#/'; },
  };
}
