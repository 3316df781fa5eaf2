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

/** Why a service is as it is, in one sentence. */
export const why = summary => summary.why || summary.detail || capital(lower(summary.reason));

/** Up from 9 to 12 replicas. */
export function change(decision) {
  const advice = decision.mode === 'ADVISE' ? ' (advice, not commanded)' : '';
  const { current, target } = decision;
  if (decision.outcome === 'UP' || decision.outcome === 'DOWN') {
    return `${capital(lower(decision.outcome))} from ${number(current)} to ${plural(target, 'replica')}${advice}`;
  }
  return `Stays at ${plural(target, 'replica')}${advice}`;
}

export function ruleWords(rule) {
  return `asks for ${plural(rule.replicas, 'replica')}: lately it would have left ${percent(rule.unservedShare, 2)} unserved`
    + ` at ${number(rule.cost)} × what demand needed`;
}
