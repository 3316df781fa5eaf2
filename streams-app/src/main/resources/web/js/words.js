/** States, reasons and changes in plain words. */
import { known, number, percent, plural } from './format.js';

/** The worst first. */
export const STATES = ['trouble', 'attention', 'unknown', 'ok'];

export const STATE_WORDS = { trouble: 'Trouble', attention: 'Attention', unknown: 'Not known', ok: 'OK' };

export const stateOf = summary => (STATES.includes(summary.state) ? summary.state : 'unknown');

/** NO_REPORT → no report. */
export const lower = constant => String(constant ?? '').toLowerCase().replaceAll('_', ' ');

export function capital(words) {
  const text = String(words ?? '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Demand against capacity; null where either is not known. */
export function used(summary) {
  if (!known(summary.demand) || !known(summary.capacity)) return null;
  if (summary.capacity > 0) return summary.demand / summary.capacity;
  return summary.demand > 0 ? Infinity : null;
}

export const kept = summary => (known(summary.unservedShare) ? 1 - summary.unservedShare : null);

export const reported = summary => known(summary.demand);

/** Why a service is as it is: a sentence where it is not OK, the reason of its size where it is. */
export const why = summary => summary.why || capital(lower(summary.reason)) || summary.detail || '';

/**
 * Replicas ready and decided. Where a service runs in several pools, its own counts are in replicas of the first; people
 * count machines, so these are the sums over the pools.
 */
export function replicas({ pools, ready, target }) {
  if (!pools?.length) return { ready, target, said: '' };
  const all = key => (pools.every(pool => known(pool[key])) ? pools.reduce((sum, pool) => sum + pool[key], 0) : null);
  return { ready: all('ready'), target: all('target'), said: mix(pools.map(pool => [pool.pool, pool.target])) };
}

/** 14 cpu + 3 a10g: of pools with their replicas, those that have some. */
function mix(pools) {
  const some = pools.filter(([name, count]) => name && count > 0);
  return some.length ? some.map(([name, count]) => `${number(count)} ${name}`).join(' + ') : '';
}

/** The pool whose replicas a decision counts in; empty where the service has only one. */
export const countedIn = decision => (decision.allocation?.length > 1 ? decision.allocation[0].pool : '');

/** 9 → 12, or where several pools take part what runs afterwards: → 2 cpu + 1 h100. */
export const changed = decision => (countedIn(decision)
  ? `→ ${mix(decision.allocation.map(share => [share.pool, share.replicas])) || 'none'}`
  : `${number(decision.current)} → ${number(decision.target)}`);

/** Up from 9 to 12 replicas. */
export function change(decision) {
  const advice = decision.mode === 'ADVISE' ? ' (advice, not commanded)' : '';
  const { current, target } = decision;
  const moved = decision.outcome === 'UP' || decision.outcome === 'DOWN';
  if (countedIn(decision)) {
    const pools = mix(decision.allocation.map(share => [share.pool, share.replicas])) || 'no replica';
    return `${moved ? capital(lower(decision.outcome)) : 'Stays'}: ${pools}${advice}`;
  }
  if (moved) {
    return `${capital(lower(decision.outcome))} from ${number(current)} to ${plural(target, 'replica')}${advice}`;
  }
  return `Stays at ${plural(target, 'replica')}${advice}`;
}

export function ruleWords(rule) {
  return `asks for ${plural(rule.replicas, 'replica')}: lately it would have left ${percent(rule.unservedShare)} unserved`
    + ` at ${number(rule.cost)} × what demand needed`;
}
