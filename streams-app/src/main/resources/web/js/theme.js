/** Light, dark, or as the system says: one button goes round, and the choice outlives the tab. */
const KEY = 'sluice.theme';
const ROUND = { system: 'light', light: 'dark', dark: 'system' };
const WORDS = { system: 'Colours as the system has them', light: 'Light colours', dark: 'Dark colours' };

const listeners = new Set();
let chosen = WORDS[localStorage.getItem(KEY)] ? localStorage.getItem(KEY) : 'system';

/** Tells when colours change, for what is drawn on a canvas. Returns the way to stop. */
export function onColours(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The colour that a variable stands for now, as a canvas needs it. */
export function colour(variable) {
  probe.style.color = `var(${variable})`;
  return getComputedStyle(probe).color;
}
const probe = document.createElement('span');

export function startTheme(button, label) {
  probe.hidden = true;
  document.body.append(probe);
  button.addEventListener('click', () => apply(ROUND[chosen], button, label));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  apply(chosen, button, label);
}

function apply(theme, button, label) {
  chosen = theme;
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }
  label.textContent = WORDS[theme];
  button.title = WORDS[theme];
  changed();
}

function changed() {
  listeners.forEach(listener => listener());
}
