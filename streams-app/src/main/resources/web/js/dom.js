/** Elements are made here and nowhere from text, so that no name can become markup. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element. Properties are attributes, but `class`, `text`, `on` (listeners by event) and properties that are false,
 * null or undefined, which are left out.
 * @param {string} tag
 * @param {object} [properties]
 * @param {...(Node|string|null|false)} children texts become text nodes
 */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  set(element, properties ?? {});
  append(element, children);
  return element;
}

/** An element of SVG. */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  append(element, children);
  return element;
}

/** A picture of the page's set; the words beside it say the same. */
export function icon(name) {
  return svg('svg', { class: 'icon', 'aria-hidden': 'true' }, svg('use', { href: `#i-${name}` }));
}

/** What a screen reader says and nobody sees. */
export const hidden = text => h('span', { class: 'sr' }, text);

export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Writes only what differs: a page of 2,000 services writes a lot. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

export function attribute(element, name, value) {
  if (value == null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Text with `code` between back quotes. */
export function prose(words) {
  return String(words).split('`').map((part, i) => (i % 2 ? h('code', {}, part) : part));
}

function set(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value == null || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name === 'text') element.textContent = value;
    else if (name === 'on') for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else element.setAttribute(name, value === true ? '' : value);
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) if (child != null && child !== false) element.append(child);
}
