/** How a consumer group stands with its partitions: what waits, whether all are read, and how unevenly. */
import { h, icon } from './dom.js';
import { count, duration, known, number, percent, plural } from './format.js';

/** @param decision one that has `lag` */
export function partitions({ lag, waiting, timeToDrainMs }) {
  return [
    standing(lag),
    h('dl', { class: 'figures lag-figures' }, figures(lag, waiting, timeToDrainMs)),
    lag.largest.length ? table(lag) : null,
    ...notes(lag).map(words => h('p', { class: 'muted small' }, words)),
  ];
}

function standing(lag) {
  const [state, words] = stateOf(lag);
  return h('div', { class: 'conclusion', 'data-state': state }, icon(state), h('div', {}, words));
}

function stateOf({ group, reading, stuckPartitions, stuckLag }) {
  if (!reading) return ['attention', `Records wait and nobody reads: no committed offset of ${group} has moved for five minutes.`];
  if (stuckPartitions > 0) {
    const one = stuckPartitions === 1;
    return ['attention', `${plural(stuckPartitions, 'partition')} ${one ? 'is' : 'are'} stuck: ${plural(stuckLag, 'record')} wait${stuckLag === 1 ? 's' : ''} and more come, while other partitions are read.`];
  }
  return ['ok', `${group} reads all of its partitions that hold records.`];
}

function figures({ partitions: all, largest }, waiting, timeToDrainMs) {
  const most = largest[0]?.lag ?? 0;
  const rows = [
    ['Waiting', known(waiting) ? count(waiting) : '–'],
    ['Drained in', waiting === 0 ? 'nothing waits' : known(timeToDrainMs) ? duration(timeToDrainMs) : 'not at this size'],
    ['Partitions', count(all)],
    ['Largest holds', waiting > 0 && all > 1 ? percent(Math.min(1, most / waiting)) : '–'],
  ];
  return rows.map(([name, value]) => h('div', { class: 'figure' }, h('dt', {}, name), h('dd', {}, value)));
}

function table({ largest, partitions: all }) {
  const most = Math.max(1, largest[0].lag);
  const heads = [['Partition'], ['Waiting', 'number'], ['Arrive / s', 'number']];
  return h('div', { class: 'scroll' }, h('table', { class: 'plain partitions' },
    h('caption', { class: 'muted small' }, largest.length < all ? `The ${count(largest.length)} with the most of ${count(all)}` : 'All partitions'),
    h('thead', {}, h('tr', {}, heads.map(([name, kind]) => h('th', { class: kind, scope: 'col' }, name)))),
    h('tbody', {}, largest.map(one => row(one, most)))));
}

function row({ topic, partition, lag, arrivals, stuck }, most) {
  const bar = h('i', {});
  bar.style.width = `${(100 * lag) / most}%`;
  return h('tr', {},
    h('th', { scope: 'row', title: topic }, h('span', { class: 'partition-name' }, `${topic} ${partition}`), stuck ? h('span', { class: 'tag' }, 'stuck') : null, h('span', { class: 'bar', 'aria-hidden': 'true' }, bar)),
    h('td', { class: 'number' }, count(lag)), h('td', { class: 'number' }, number(arrivals)));
}

function notes({ unknownPartitions, uncommittedPartitions }) {
  return [
    unknownPartitions > 0 && `No broker told anything of ${plural(unknownPartitions, 'partition')}: the last that was known is held.`,
    uncommittedPartitions > 0 && `${plural(uncommittedPartitions, 'partition')} without a committed offset: only what arrives from now on counts.`,
  ].filter(Boolean);
}
