/** A line of the last demands. A hole is where no report came: it is not drawn as zero. */
import { attribute, svg } from './dom.js';
import { known } from './format.js';

const WIDTH = 120;
const HEIGHT = 30;

export function spark() {
  const area = svg('path', { class: 'spark-area' });
  const line = svg('path', { class: 'spark-line' });
  const element = svg('svg', {
    class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true',
  }, area, line);
  return { element, draw: values => draw(area, line, values ?? []) };
}

function draw(area, line, values) {
  const runs = runsOf(values);
  attribute(line, 'd', runs.map(run => path(run)).join(''));
  attribute(area, 'd', runs.map(run => `${path(run)}L${run.at(-1)[0]},${HEIGHT}L${run[0][0]},${HEIGHT}Z`).join(''));
}

/** The points, one list for each stretch without a hole. */
export function runsOf(values) {
  const most = Math.max(...values.filter(known), 0) || 1;
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0;
  const runs = [];
  let run = null;
  values.forEach((value, i) => {
    if (!known(value)) {
      run = null;
      return;
    }
    if (!run) runs.push((run = []));
    run.push([+(i * step).toFixed(1), +(HEIGHT - 1.5 - (value / most) * (HEIGHT - 4)).toFixed(1)]);
  });
  return runs;
}

const path = run => `M${run[0][0]},${run[0][1]}${run.length > 1 ? run.slice(1).map(([x, y]) => `L${x},${y}`).join('') : 'h1'}`;
