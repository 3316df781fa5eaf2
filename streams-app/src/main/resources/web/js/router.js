/** Views by the part of the address behind the #: #/services/checkout?range=1h. Back and bookmarks work by themselves. */

const listeners = new Set();
const places = new Map();
let current = null;

/** @returns {{path: string[], query: URLSearchParams}} */
export function here() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query ?? '') };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function linkTo(...path) {
  return `#/${path.map(encodeURIComponent).join('/')}`;
}

/** Notes the view's own state in the address, without a step for "back". */
export function note(query) {
  const [path] = location.hash.split('?');
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  history.replaceState(null, '', `${path || '#/'}${search ? `?${search}` : ''}`);
  current = location.hash;
}

/** Calls back with each new place, now as well. */
export function onRoute(listener) {
  listeners.add(listener);
  listener(here());
}

/** Where the page was scrolled to when it was left this way. */
export const scrolled = () => places.get(location.hash) ?? 0;

export function startRouter() {
  history.scrollRestoration = 'manual';
  current = location.hash;
  addEventListener('scroll', () => places.set(current, scrollY), { passive: true });
  addEventListener('hashchange', () => {
    current = location.hash;
    listeners.forEach(listener => listener(here()));
  });
}
