/** The token that writing needs: asked for when it is needed, kept for this tab only. */
import { h } from './dom.js';
import { ask } from './dialog.js';

const KEY = 'sluice.token';

export function forgetToken() {
  sessionStorage.removeItem(KEY);
}

/**
 * The token, or null where the viewer does not give one; the request then fails and says why.
 * @param {boolean} refused whether the one before was not accepted
 */
export async function tokenFor(refused = false) {
  if (refused) sessionStorage.removeItem(KEY);
  const kept = sessionStorage.getItem(KEY);
  if (kept) return kept;
  const input = h('input', { type: 'password', autocomplete: 'off', required: true, id: 'token-input' });
  const given = await ask('Token', [
    refused ? h('p', { class: 'problem', role: 'alert' }, 'The token was not accepted: it is another one now, or it was mistyped.') : null,
    h('p', { class: 'muted small' }, 'Changes need the token of the setting ', h('code', {}, 'http.token'),
      '. This tab keeps it until it is closed.'),
    h('label', { class: 'field' }, h('span', {}, 'Token'), input),
  ], 'Use it', () => input.value.trim());
  if (given) sessionStorage.setItem(KEY, given);
  return given;
}
