/** Dialogs: one that tells, one that asks. Escape closes both and gives the focus back. */
import { h } from './dom.js';

export function tell(title, content) {
  const dialog = open(title, content, h('button', { class: 'button', value: 'close' }, 'Close'));
  dialog.addEventListener('close', () => dialog.remove());
}

/** @returns {Promise<any>} what `answer` returns, or null where it was left */
export function ask(title, content, yes, answer) {
  return new Promise(resolve => {
    const dialog = open(title, content,
      h('button', { class: 'button', type: 'button', on: { click: event => event.target.closest('dialog').close('leave') } }, 'Cancel'),
      h('button', { class: 'button first', value: 'yes' }, yes));
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'yes' ? answer() : null);
      dialog.remove();
    });
  });
}

function open(title, content, ...buttons) {
  const dialog = h('dialog', { 'aria-label': title },
    h('form', { method: 'dialog', class: 'dialog-form' },
      h('h2', {}, title), content, h('div', { class: 'dialog-end' }, buttons)));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
