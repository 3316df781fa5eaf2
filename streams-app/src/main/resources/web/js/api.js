/** Requests to the server beside which the page lies. Paths are relative, so that a proxy may put all of it under a prefix. */
import { tokenFor } from './token.js';

const BASE = new URL('api/v1/', new URL('.', document.baseURI));
const PATIENCE_MS = 20_000;
const UNAUTHORIZED = 401;

/** What the server refused, in its own words (RFC 9457). */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

export const url = path => new URL(path, BASE);
export const servicePath = (service, rest = '') => `services/${encodeURIComponent(service)}${rest}`;

/** @returns {Promise<any>} the JSON that is there; throws {@link Problem} or, where no server answers, TypeError */
export const get = (path, signal) => request('GET', path, undefined, signal);

/** Writes: asks for the token where the server wants one, and once more where it does not take it. */
export async function write(method, path, body) {
  try {
    return await writeWith(await tokenFor(), method, path, body);
  } catch (error) {
    if (error.status !== UNAUTHORIZED) throw error;
    return writeWith(await tokenFor(true), method, path, body);
  }
}

function writeWith(token, method, path, body) {
  if (!token) throw new Problem(0, 'Nothing was sent: no token was given.');
  return request(method, path, body, undefined, token);
}

async function request(method, path, body, signal, token) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(url(path), {
    method, headers, cache: 'no-store', credentials: 'same-origin',
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: anyOf(signal, AbortSignal.timeout(PATIENCE_MS)),
  });
  if (!answer.ok) throw await problem(answer);
  return answer.status === 204 ? null : answer.json().catch(() => null);
}

const anyOf = (signal, other) => (signal ? AbortSignal.any([signal, other]) : other);

async function problem(answer) {
  const said = await answer.json().catch(() => ({}));
  return new Problem(answer.status, said.title || answer.statusText || `Status ${answer.status}`, said.detail || '');
}

/** What went wrong, in one sentence for people. */
export function sentence(error) {
  if (error instanceof Problem) return error.message;
  return error?.name === 'TimeoutError' ? 'The server did not answer in time.' : 'The server does not answer.';
}
