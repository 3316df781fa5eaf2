/** All services as last told, and the server's status. Views are called at most four times per second, before a frame. */
import { get } from './api.js';

const PAUSE_MS = 250;

const services = new Map();
const listeners = new Set();
const store = { loaded: false, error: null, status: null, stale: null, catchingUp: false, costs: null };
let due = false;
let skew = 0;
let newest = 0;

/** What is known beside the services: `loaded`, `error`, `status`, `costs` and `stale` (null, or since when). */
export const state = store;

export const all = () => services;
export const service = name => services.get(name);

/** The server's time: that of the records where they tell it, as in a demo, whose hours pass in minutes. */
export function now() {
  return store.status?.eventTime === true ? Math.max(store.status.now ?? 0, newest) : Date.now() + skew;
}

/** Calls the listener after changes, and returns the way to stop. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function put(summary) {
  if (typeof summary?.service !== 'string') return;
  services.set(summary.service, summary);
  newest = Math.max(newest, summary.at ?? 0);
  changed();
}

export function update(changes) {
  Object.assign(store, changes);
  changed();
}

/** What the server says of itself, and its clock. */
export function status(told) {
  clock(told.now);
  update({ status: told });
}

function clock(serverNow) {
  if (serverNow) skew = serverNow - Date.now();
}

/** Everything anew: what is not in the answer is gone. */
export async function load() {
  try {
    const answer = await get('services?limit=10000');
    const names = new Set(answer.services.map(s => s.service));
    for (const name of services.keys()) if (!names.has(name)) services.delete(name);
    answer.services.forEach(s => services.set(s.service, s));
    clock(answer.now);
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
  for (const listener of listeners) {
    try {
      listener();
    } catch (error) {
      reportError(error);
    }
  }
}
