/** Commands and what became of them. */
import { h, icon } from './dom.js';
import { count, duration, known, plural, time } from './format.js';
import { lower } from './words.js';

const WORDS = {
  APPLIED: 'ordered', READY: 'ready', SUPERSEDED: 'refused, a newer one had come', EXPIRED: 'refused, too old', FAILED: 'failed', DRIFTED: 'what runs is no longer what was ordered', UNKNOWN: 'answered in a way not known here',
};
const STATE = { APPLIED: 'ok', READY: 'ok', FAILED: 'trouble', EXPIRED: 'attention', DRIFTED: 'attention', SUPERSEDED: 'unknown' };

/** The answers to one command in the order of time, each with how long it took and who gave it. */
export function acknowledgements(command) {
  const acks = [...(command.acks ?? [])].sort((a, b) => a.at - b.at);
  if (acks.length === 0) return h('ul', { class: 'acks' }, h('li', { class: 'muted' }, 'no answer yet'));
  return h('ul', { class: 'acks' }, acks.map(ack => {
    const state = STATE[ack.status] ?? 'unknown';
    return h('li', { 'data-state': state, title: ack.executor ? `Answered by ${ack.executor}` : null }, icon(state),
      h('span', {}, said(ack, command), h('span', { class: 'muted' }, ` after ${duration(ack.at - command.issuedAt)}`), ack.message ? `: ${ack.message}` : ''));
  }));
}

function said(ack, command) {
  const words = WORDS[ack.status] ?? lower(ack.status);
  return ack.status === 'READY' && known(ack.ready) && ack.ready !== command.replicas ? `${count(ack.ready)} ready` : words;
}

export function commandList(commands, limit = 8) {
  if (commands.length === 0) return h('p', { class: 'muted' }, 'None in the time that is kept.');
  return h('ul', { class: 'commands' }, commands.slice(0, limit).map(command => h('li', {},
    h('span', { class: 'command-line' }, h('b', {}, `${command.pool ? `${command.pool}: ` : ''}run ${plural(command.replicas, 'replica')}`), h('span', { class: 'muted small' }, time(command.issuedAt))),
    acknowledgements(command))));
}
