/** A service's last windows in a small picture: demand, what had been forecast, capacity. A hole is where no report came. */
import { attribute, svg } from './dom.js';
import { known } from './format.js';

const WIDTH = 120;
const HEIGHT = 30;
const EDGE = 1.5;

/** `draw` takes demands, oldest first, and where they are known the other values of the same windows. */
export function spark() {
  const part = kind => svg('path', { class: `spark-${kind}` });
  const [area, band, capacity, line] = ['area', 'band', 'capacity', 'line'].map(part);
  const element = svg('svg', {
    class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true',
  }, area, band, capacity, line);
  return {
    element,
    draw(demand, { upper = [], lower = [], serves = [] } = {}) {
      const place = placing([demand, upper, serves]);
      const seen = runs(demand, place);
      attribute(line, 'd', seen.map(path).join(''));
      attribute(area, 'd', upper.length ? '' : seen.map(run => `${path(run)}L${run.at(-1)[0]},${HEIGHT}L${run[0][0]},${HEIGHT}Z`).join(''));
      attribute(band, 'd', between(runs(upper, place), runs(lower, place)));
      attribute(capacity, 'd', runs(serves, place).map(stepped).join(''));
    },
  };
}

/** Where the i-th value lies: all lists share one scale, from zero to the largest. */
function placing(lists) {
  const most = lists.flat().reduce((max, value) => (known(value) ? Math.max(max, value) : max), 0) || 1;
  const step = WIDTH / Math.max(1, lists[0].length - 1);
  const y = value => HEIGHT - EDGE - (value / most) * (HEIGHT - 2.5 * EDGE);
  return (value, i) => [+(i * step).toFixed(2), +y(value).toFixed(2)];
}

/** The points, one list for each stretch without a hole. */
function runs(values, place) {
  const all = [];
  let run = null;
  values.forEach((value, i) => {
    if (!known(value)) {
      run = null;
      return;
    }
    if (!run) all.push((run = []));
    run.push(place(value, i));
  });
  return all;
}

const path = run => `M${run[0]}${run.length > 1 ? run.slice(1).map(point => `L${point}`).join('') : 'h1'}`;

/** A count of replicas changes at once. */
const stepped = run => `M${run[0]}${run.length > 1 ? run.slice(1).map(([x, y]) => `H${x}V${y}`).join('') : 'h1'}`;

const between = (upper, lower) => upper.map((run, i) => (lower[i]?.length === run.length
  ? `${path(run)}${lower[i].toReversed().map(point => `L${point}`).join('')}Z` : '')).join('');
