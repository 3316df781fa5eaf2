/** A table that has only the rows that are seen, so that 2,000 services are as quick as twenty. The window scrolls it. */
import { attribute, h } from './dom.js';
import { COLUMNS } from './columns.js';

const SPARE_ROWS = 6;
/** So few services have room for large rows. */
export const FEW = 6;

/** Rows by their place in the list; a row shows the service that is at its place. */
export class Table {
  #rows = new Map();
  /** Rows that are out of sight, to be used again: making one costs more than writing one. */
  #spare = [];
  #items = [];
  #active = 0;
  #height = 0;
  #due = false;

  /** @param {{open: (name: string) => void, sort: (key: string) => void, hour: (name: string) => object|undefined}} calls */
  constructor(calls) {
    this.calls = calls;
    this.head = h('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' }, COLUMNS.map(column => this.#title(column)));
    this.body = h('div', { class: 'rows', role: 'rowgroup' });
    this.element = h('div', { class: 'table', role: 'grid', 'aria-label': 'Services', 'aria-colcount': COLUMNS.length },
      h('div', { role: 'rowgroup', class: 'heads' }, this.head), this.body);
    this.body.addEventListener('keydown', event => this.#key(event));
    this.body.addEventListener('click', event => this.#click(event));
    this.body.addEventListener('focusin', event => this.#focused(event));
    this.later = () => this.#later();
    this.resized = () => { this.#height = 0; this.#later(); };
    addEventListener('scroll', this.later, { passive: true });
    addEventListener('resize', this.resized);
  }

  destroy() {
    removeEventListener('scroll', this.later);
    removeEventListener('resize', this.resized);
  }

  /** Shows these services; equal summaries are not written again. */
  show(items, sort, way) {
    this.#items = items;
    const few = items.length <= FEW;
    if (this.element.classList.contains('is-few') !== few) this.#height = 0;
    this.element.classList.toggle('is-few', few);
    attribute(this.element, 'aria-rowcount', items.length + 1);
    for (const title of this.head.children) {
      attribute(title, 'aria-sort', title.dataset.key === sort ? (way === 'desc' ? 'descending' : 'ascending') : null);
    }
    this.render();
  }

  /** Moves the focus to a row, the first where none is given. */
  focus(index = this.#active) {
    if (this.#items.length === 0) return;
    this.#active = Math.max(0, Math.min(index, this.#items.length - 1));
    this.#reveal(this.#active);
    this.render();
    this.#rows.get(this.#active)?.element.focus({ preventScroll: true });
  }

  render() {
    this.#height ||= rowHeight(this.element);
    const height = `${this.#items.length * this.#height}px`;
    if (this.body.style.height !== height) this.body.style.height = height;
    const [first, last] = this.#seen();
    for (const [index, row] of this.#rows) {
      if (index < first || index >= last) {
        if (index < this.#items.length && row.element.contains(document.activeElement)) continue;
        row.element.remove();
        this.#rows.delete(index);
        this.#spare.push(row);
      }
    }
    this.#active = Math.min(this.#active, Math.max(0, this.#items.length - 1));
    for (let index = first; index < last; index++) this.#place(index);
  }

  #seen() {
    const top = -this.body.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(top / this.#height) - SPARE_ROWS);
    const last = Math.min(this.#items.length, Math.ceil((top + innerHeight) / this.#height) + SPARE_ROWS);
    return [Math.min(first, this.#items.length), Math.max(last, 0)];
  }

  #place(index) {
    const row = this.#rows.get(index) ?? this.#add(index);
    const top = `translateY(${index * this.#height}px)`;
    if (row.element.style.transform !== top) row.element.style.transform = top;
    const tab = index === this.#active ? '0' : '-1';
    if (row.element.getAttribute('tabindex') !== tab) row.element.setAttribute('tabindex', tab);
    const summary = this.#items[index];
    const hour = this.calls.hour(summary.service);
    if (row.shown !== summary || row.hour !== hour) {
      row.shown = summary;
      row.hour = hour;
      row.cells.forEach(cell => cell.show(summary, hour));
      row.element.dataset.state = summary.state;
    }
  }

  /** Rows lie in the document in the order in which they are seen, for those who hear the page. */
  #add(index) {
    const row = this.#spare.pop() ?? this.#make();
    row.element.dataset.index = index;
    row.element.setAttribute('aria-rowindex', index + 2);
    this.#rows.set(index, row);
    const next = [...this.body.children].find(other => +other.dataset.index > index);
    this.body.insertBefore(row.element, next ?? null);
    return row;
  }

  #make() {
    const cells = COLUMNS.map(column => column.cell());
    const element = h('div', { class: 'row', role: 'row', tabindex: '-1' },
      cells.map((cell, i) => h('div', {
        role: 'gridcell', class: `cell c-${COLUMNS[i].key}${COLUMNS[i].number ? ' number' : ''}`, 'data-label': COLUMNS[i].brief ?? COLUMNS[i].label,
      }, cell.element)));
    return { element, cells, shown: null };
  }

  #title(column) {
    const label = column.short ? h('span', { class: 'sr' }, column.label) : column.label;
    const cell = h('div', { role: 'columnheader', class: `cell c-${column.key}${column.number ? ' number' : ''}`, 'data-key': column.key });
    cell.append(column.sort
      ? h('button', { type: 'button', class: 'sort', title: `Sort by ${column.label.toLowerCase()}`, on: { click: () => this.calls.sort(column.key) } }, label)
      : h('span', {}, column.head?.() ?? label));
    return cell;
  }

  #later() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      if (this.element.isConnected) this.render();
    });
  }

  #focused(event) {
    const row = event.target.closest('.row');
    if (row) this.#active = +row.dataset.index;
  }

  #click(event) {
    const row = event.target.closest('.row');
    if (!row || event.target.closest('a') || event.ctrlKey || event.metaKey || getSelection()?.toString()) return;
    this.calls.open(this.#items[+row.dataset.index].service);
  }

  #key(event) {
    const page = Math.max(1, Math.floor((innerHeight - 140) / this.#height));
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.calls.open(this.#items[this.#active].service);
    } else if (event.key in steps) {
      event.preventDefault();
      const to = this.#active + steps[event.key];
      this.focus(Math.max(0, Math.min(to, this.#items.length - 1)));
    }
  }

  /** Scrolls as far as it takes to see the row below the bars at the top. */
  #reveal(index) {
    const top = this.body.getBoundingClientRect().top + index * this.#height;
    const above = 56 + this.head.offsetHeight + 4;
    const below = innerHeight - this.#height - (innerWidth <= 760 ? 72 : 12);
    if (top < above) scrollBy({ top: top - above });
    else if (top > below) scrollBy({ top: top - below });
  }
}

/** `--row` is in rem, so that rows grow with the reader's text. */
function rowHeight(element) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return (parseFloat(getComputedStyle(element).getPropertyValue('--row')) || 2.875) * rem;
}
