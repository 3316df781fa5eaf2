/** The chart of a service: demand, the band as it was forecast when it mattered, capacity in steps, what is forecast ahead. */
import uPlot from './uplot.js';
import { h } from './dom.js';
import { clockText, known, number, utc } from './format.js';
import { colour, onColours } from './theme.js';
import { Marks } from './marks.js';

const stepped = uPlot.paths.stepped({ align: 1 });

/** The columns of the chart's data. */
const COLUMN = { at: 0, upper: 1, lower: 2, forecast: 3, capacity: 4, demand: 5, aheadUpper: 6, aheadLower: 7, ahead: 8 };

export class Chart {
  #plot = null;
  #data = null;
  #info = new Map();

  /** @param {{unit: string, pick: (decision: object) => void}} of */
  constructor({ unit, pick }) {
    this.unit = unit;
    this.axis = h('div', { class: 'chart-unit muted' });
    this.counts = true;
    this.host = h('div', { class: 'chart-plot' });
    this.tip = h('div', { class: 'tip', hidden: true });
    this.marks = new Marks(pick);
    this.element = h('div', { class: 'chart' }, this.axis, this.host, this.marks.element, this.tip);
    this.stop = onColours(() => this.#draw());
    this.watch = new ResizeObserver(() => this.#size());
    this.watch.observe(this.element);
  }

  destroy() {
    this.stop();
    this.watch.disconnect();
    this.#plot?.destroy();
  }

  /** Points by time, and what is ahead of the last. `range` is [from, to], ms. */
  show({ points, ahead }, range, now) {
    this.#info = new Map(points.map(point => [point.at, point]));
    this.#data = columns(points, ahead);
    this.range = range;
    this.now = now;
    if (!this.#plot) this.#draw();
    else {
      this.#plot.setData(this.#data, false);
      this.#plot.batch(() => this.#plot.setScale('x', { min: range[0], max: range[1] }));
    }
  }

  setUnit(unit) {
    this.unit = unit;
    this.axis.textContent = unit;
  }

  setDecisions(decisions, chosen) {
    this.marks.set(decisions, chosen);
    this.#placeMarks();
  }

  #draw() {
    if (!this.#data || !this.element.isConnected || this.element.clientWidth === 0) return;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), this.#data, this.host);
    this.#plot.setScale('x', { min: this.range[0], max: this.range[1] });
    this.#placeMarks();
  }

  #size() {
    if (!this.#plot) this.#draw();
    else if (Math.abs(this.#plot.width - this.element.clientWidth) > 0.5) this.#plot.setSize(this.#dimensions());
    this.#placeMarks();
  }

  #dimensions() {
    const width = this.element.clientWidth;
    return { width, height: width < 560 ? 260 : 340 };
  }

  #placeMarks() {
    if (!this.#plot) return;
    const { left, width, top, height } = plotBox(this.#plot);
    this.marks.place(ms => left + this.#plot.valToPos(ms, 'x'), [left, left + width], top + height);
  }

  #options() {
    const text = colour('--muted');
    const axis = { stroke: text, font: '12px system-ui, sans-serif', ticks: { show: false } };
    const band = (edge, fill) => ({ series: edge, fill: colour(fill) });
    const line = (variable, more) => ({ stroke: colour(variable), width: 2, points: { show: false }, spanGaps: false, ...more });
    const bare = { stroke: null, width: 0, points: { show: false } };
    return {
      ...this.#dimensions(),
      ms: 1,
      legend: { show: false },
      padding: [24, 22, 0, 0],
      scales: { x: { time: true }, y: { range: (u, low, most) => [0, Math.max(most * 1.12, 0.001)] } },
      axes: [
        { ...axis, grid: { show: false }, space: 84, gap: 30, size: 50, values: (u, splits) => splits.map(ms => clockText(ms, splits.length > 1 && splits[1] - splits[0] < 60_000)) },
        { ...axis, grid: { stroke: colour('--grid'), width: 1 }, size: (u, values) => 16 + 7.2 * Math.max(2, ...(values ?? []).map(v => v.length)), values: (u, splits) => splits.map(number) },
      ],
      bands: [band([COLUMN.upper, COLUMN.lower], '--forecast-soft'), band([COLUMN.aheadUpper, COLUMN.aheadLower], '--forecast-soft')],
      series: [
        {}, bare, bare,
        line('--forecast', { dash: [5, 4], width: 1.5 }),
        line('--capacity', { paths: stepped, fill: colour('--capacity-soft') }),
        line('--demand'),
        bare, bare,
        line('--forecast', { dash: [2, 4] }),
      ],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      hooks: { setCursor: [u => this.#point(u)], draw: [u => this.#drawNow(u)], setScale: [() => this.#placeMarks()] },
    };
  }

  /** A line between what was seen and what is expected. */
  #drawNow(u) {
    const x = u.valToPos(this.now, 'x', true);
    if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) return;
    u.ctx.save();
    u.ctx.strokeStyle = colour('--control');
    u.ctx.lineWidth = devicePixelRatio;
    u.ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    u.ctx.beginPath();
    u.ctx.moveTo(x, u.bbox.top);
    u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
    u.ctx.stroke();
    u.ctx.restore();
  }

  #point(u) {
    const i = u.cursor.idx;
    const at = i == null ? null : this.#data[0][i];
    this.tip.hidden = at == null || u.cursor.left < 0;
    if (this.tip.hidden) return;
    this.tip.replaceChildren(...this.#lines(i, at));
    const box = plotBox(u);
    const x = box.left + u.valToPos(at, 'x');
    const right = x + 16 + this.tip.offsetWidth > this.element.clientWidth;
    this.tip.style.transform = `translate(${Math.max(0, right ? x - 14 - this.tip.offsetWidth : x + 14)}px, ${box.top + 8}px)`;
  }

  #lines(i, at) {
    const value = column => this.#data[COLUMN[column]][i];
    const info = this.#info.get(at);
    const isAhead = !info && known(value('ahead'));
    const range = isAhead ? [value('aheadLower'), value('aheadUpper')] : [value('lower'), value('upper')];
    const forecast = isAhead ? value('ahead') : value('forecast');
    return [
      h('div', { class: 'tip-time' }, clockText(at), h('span', { class: 'muted' }, ` ${utc(at).slice(11)}`)),
      isAhead ? null : tipLine('demand', 'Demand', known(value('demand')) ? number(value('demand')) : 'no report'),
      known(forecast) ? tipLine('forecast', 'Forecast', `${number(forecast)}${known(range[0]) ? ` (${number(range[0])}–${number(range[1])})` : ''}`) : null,
      known(value('capacity')) ? tipLine('capacity', 'Capacity', number(value('capacity'))) : null,
      info && this.counts ? tipLine('', 'Ready / target', `${known(info.ready) ? info.ready : '?'} / ${info.target ?? '–'}`) : null,
      h('div', { class: 'muted small' }, this.unit),
    ].filter(Boolean);
  }
}

const tipLine = (kind, label, value) => h('div', { class: 'tip-line' }, h('span', { class: `key key-${kind || 'none'}` }), label, h('b', {}, value));

function plotBox(u) {
  const scale = devicePixelRatio;
  return { left: u.bbox.left / scale, top: u.bbox.top / scale, width: u.bbox.width / scale, height: u.bbox.height / scale };
}

/** One row of times, and what is known at each: points that were, then points that are expected. */
export function columns(points, ahead) {
  const last = points.length ? points.at(-1).at : -Infinity;
  const later = ahead.filter(point => point.at > last);
  const none = later.map(() => null);
  const past = key => [...points.map(point => (known(point[key]) ? point[key] : null)), ...none];
  const next = key => [...points.map(() => null), ...later.map(point => point[key])];
  return [
    [...points.map(point => point.at), ...later.map(point => point.at)],
    past('upper'), past('lower'), past('forecast'), past('capacity'), past('seen'), next('upper'), next('lower'), next('point'),
  ];
}
