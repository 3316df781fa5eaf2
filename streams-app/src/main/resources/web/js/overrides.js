/** What people set for a service by hand: who, until when, why; with a token it is set and withdrawn here. */
import { get, Problem, sentence, servicePath, write } from './api.js';
import { h, replace } from './dom.js';
import { count, known, plural, time } from './format.js';
import { forgetToken } from './token.js';
import * as store from './store.js';

const KINDS = {
  pause: 'Pause: what runs goes on running',
  force: 'Force: exactly so many replicas',
  bounds: 'Bounds: other limits than the policy',
  freeze: 'Freeze: no change in one direction',
};
const LENGTHS = { '15m': '15 minutes', '1h': '1 hour', '2h': '2 hours', '8h': '8 hours', '1d': '1 day', '7d': '7 days' };

/** What is set comes back from Kafka a moment later. */
const READ_AFTER_MS = [500, 1500, 4000];

export class Overrides {
  constructor(service) {
    this.service = service;
    this.list = h('div', {});
    this.said = h('p', { class: 'small', role: 'status' });
    this.form = h('details', { class: 'override-form' }, h('summary', {}, 'Set one'), this.#form());
    this.element = h('div', {}, this.list, this.form, this.said);
  }

  async load() {
    try {
      const { overrides = [] } = (await get(servicePath(this.service, '/overrides'))) ?? {};
      replace(this.list, overrides.length ? h('ul', { class: 'overrides' }, overrides.map(o => this.#row(o))) : h('p', { class: 'muted' }, 'None: the policy alone decides.'));
    } catch (error) {
      replace(this.list, h('p', { class: 'problem' }, sentence(error)));
    }
    this.form.hidden = store.state.status?.writable !== true;
  }

  #row(override) {
    const button = h('button', { type: 'button', class: 'button slight', 'aria-label': `Withdraw ${override.id}` }, 'Withdraw');
    button.addEventListener('click', () => this.#send('DELETE', `/overrides/${encodeURIComponent(override.id)}`, undefined, 'Withdrawn.'));
    return h('li', {}, h('div', {}, h('b', {}, does(override)), h('div', { class: 'muted small' },
      override.owner ? `${override.owner}, ` : '', 'until ', time(override.until), override.reason ? `: ${override.reason}` : '')),
    store.state.status?.writable === true ? button : null);
  }

  #form() {
    const kind = select('kind', Object.entries(KINDS));
    const replicas = h('input', { type: 'number', min: 0, step: 1, value: 1, name: 'replicas', required: true });
    const min = h('input', { type: 'number', min: 0, step: 1, name: 'min', placeholder: 'as the policy' });
    const max = h('input', { type: 'number', min: 0, step: 1, name: 'max', placeholder: 'as the policy' });
    const direction = select('direction', [['UP', 'No rise'], ['DOWN', 'No fall']]);
    const lasting = select('for', Object.entries(LENGTHS));
    lasting.value = '1h';
    const owner = h('input', { name: 'owner', required: true, autocomplete: 'username', maxlength: 100 });
    const reason = h('input', { name: 'reason', required: true, maxlength: 500 });
    const only = { replicas: field('Replicas', replicas), min: field('Minimum', min), max: field('Maximum', max), direction: field('Direction', direction) };
    const wanted = { pause: [], force: ['replicas'], bounds: ['min', 'max'], freeze: ['direction'] };
    const adapt = () => Object.entries(only).forEach(([name, label]) => {
      label.hidden = !wanted[kind.value].includes(name);
      label.querySelector('input, select').disabled = label.hidden;
    });
    kind.addEventListener('change', adapt);
    adapt();
    const form = h('form', { class: 'override-fields' }, field('What', kind), Object.values(only), field('For', lasting), field('Who', owner), field('Why', reason),
      h('button', { class: 'button first' }, 'Set override'));
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.#send('POST', '/overrides', body(Object.fromEntries(new FormData(form))), 'Set. It shows with the next decision.');
    });
    return form;
  }

  async #send(method, path, content, done) {
    replace(this.said, 'Sending …');
    this.said.classList.remove('problem');
    try {
      await write(method, servicePath(this.service, path), content);
      replace(this.said, done);
      this.form.open = false;
      READ_AFTER_MS.forEach(ms => setTimeout(() => this.element.isConnected && this.load(), ms));
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) forgetToken();
      this.said.classList.add('problem');
      replace(this.said, sentence(error));
    }
    this.load();
  }
}

/** What the server is sent. It begins now, by the server's time, which in a demo is not the viewer's. */
function body({ kind, replicas, min, max, direction, for: lasting, owner, reason }) {
  const number = text => (text === '' || text == null ? null : Number(text));
  const action = {
    pause: () => ({ type: 'pause' }),
    force: () => ({ type: 'force', replicas: number(replicas) }),
    bounds: () => ({ type: 'bounds', min: number(min), max: number(max) }),
    freeze: () => ({ type: 'freeze', direction }),
  }[kind]();
  return { action, for: lasting, owner, reason };
}

/** An override's action in words. */
export function does({ action = {}, id }) {
  const kind = String(action.type ?? '').toLowerCase();
  const range = [known(action.min) && `at least ${count(action.min)}`, known(action.max) && `at most ${count(action.max)}`].filter(Boolean).join(', ');
  if (kind === 'pause') return 'Paused';
  if (kind === 'force') return `Exactly ${plural(action.replicas, 'replica')}`;
  if (kind === 'freeze') return `No ${action.direction === 'DOWN' ? 'fall' : 'rise'}`;
  return range ? `${range.charAt(0).toUpperCase()}${range.slice(1)}` : id;
}

const field = (label, input) => h('label', { class: 'field' }, h('span', {}, label), input);
const select = (name, options) => h('select', { name }, options.map(([value, words]) => h('option', { value }, words)));
