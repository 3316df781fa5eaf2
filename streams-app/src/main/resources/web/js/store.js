/** All services as last told, and the server's status. Views are called at most four times a second, before a frame. */
import { get } from './api.js';

const PAUSE_MS = 250;

const services = new Map();
const listeners = new Set();
const store = { loaded: false, error: null, status: null, stale: null, costs: null };
let due = false;
let skew = 0;

/** What is known beside the services: `loaded`, `error`, `status`, `costs` and `stale` (null, or since when). */
export const state = store;

export const all = () => services;
export const service = name => services.get(name);

/** The server's time: event time, which in a demo runs faster than the viewer's. */
export function now() {
  return store.status?.eventTime ?? Date.now() + skew;
}

/** Calls the listener after changes, and returns the way to stop. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function put(summary) {
  if (typeof summary?.service !== 'string') return;
  services.set(summary.service, summary);
  changed();
}

export function update(changes) {
  Object.assign(store, changes);
  changed();
}

/** Everything anew: what is not in the answer is gone. */
export async function load() {
  try {
    const answer = await get('services?limit=10000');
    const names = new Set(answer.services.map(s => s.service));
    for (const name of services.keys()) if (!names.has(name)) services.delete(name);
    answer.services.forEach(s => services.set(s.service, s));
    if (answer.now) skew = answer.now - Date.now();
    update({ loaded: true, error: null });
  } catch (error) {
    update({ error });
  }
}

function changed() {
  if (due) return;
  due = true;
  setTimeout(() => requestAnimationFrame(tell), document.hidden ? PAUSE_MS * 8 : PAUSE_MS);
}

function tell() {
  due = false;
  listeners.forEach(listener => listener());
}
