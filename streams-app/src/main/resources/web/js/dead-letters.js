/** Dead letters: records that could not be used, by reason, each with an example and what to do. */
import { h, icon, prose } from './dom.js';
import { count, known, time } from './format.js';
import { polled } from './polled.js';
import { capital, lower } from './words.js';
import { LETTERS } from './letter-texts.js';
import { linkTo } from './router.js';

export const deadLettersView = () => polled({
  title: 'Dead letters', intro: 'Records that could not be used. They are kept in the topic dead-letters with their reason; nothing else was disturbed.', paths: ['dead-letters'],
  show: ({ byReason = [] }) => (byReason.length
    ? h('div', { class: 'letter-list' }, [...byReason].sort((a, b) => b.count - a.count).map(letter))
    : h('section', { class: 'card all-well', 'data-state': 'ok' }, icon('ok'), h('div', {}, h('h2', {}, 'No dead letters'), h('p', { class: 'muted' }, 'Every record in the time that is kept could be used.')))),
});

function letter({ reason, topic, count: number, last, example }) {
  const text = LETTERS[reason];
  return h('section', { class: 'card letter' }, h('div', { class: 'card-head' }, h('h2', {}, capital(lower(reason)), h('span', { class: 'muted' }, topic ? ` in ${topic}` : '')), h('span', { class: 'letter-count' }, h('b', {}, count(number)), h('span', { class: 'muted small' }, ' last ', time(last)))),
    text ? h('p', {}, prose(text.means)) : null,
    text ? h('p', { class: 'todo' }, h('b', {}, 'What to do: '), prose(text.todo)) : null,
    example ? h('dl', { class: 'pairs example' }, h('dt', {}, 'Example'), h('dd', {}, example.detail || 'no detail'), h('dt', {}, 'Service'), h('dd', {}, example.service ? h('a', { href: linkTo('services', example.service) }, example.service) : 'not named'),
      h('dt', {}, 'Record'), h('dd', {}, h('code', {}, `${example.topic ?? topic} ${known(example.partition) ? `partition ${example.partition} offset ${example.offset}` : ''}`))) : null);
}
