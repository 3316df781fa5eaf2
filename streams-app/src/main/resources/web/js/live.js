/** Server-sent events that come back by themselves, and that tell when what is on the screen is old. */
import { url } from './api.js';

const SILENCE_MS = 15_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * One stream. `handlers` has a function for each kind of event; `state` is told `{state: 'connecting'|'live'|'stale', since}`
 * where `since` is the last moment, by the viewer's clock, at which the server was heard.
 */
export class Live {
  #source = null;
  #failures = 0;
  #heard = null;
  #timer = 0;
  #watch = 0;
  #told = '';
  #opened = false;

  constructor(path, handlers, state, reopened = () => {}) {
    Object.assign(this, { path, handlers, state, reopened });
  }

  start() {
    this.#open();
    this.#watch = setInterval(() => this.#look(), 1000);
    return this;
  }

  stop() {
    clearInterval(this.#watch);
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  /** Tries now instead of at the end of the pause. */
  retry() {
    clearTimeout(this.#timer);
    this.#open();
  }

  #open() {
    this.#source?.close();
    const source = new EventSource(url(this.path));
    this.#source = source;
    source.onopen = () => this.#alive(true);
    source.onerror = () => this.#failed(source);
    for (const [kind, handler] of Object.entries(this.handlers)) {
      source.addEventListener(kind, event => {
        this.#alive(false);
        const data = parsed(event.data);
        if (data !== undefined) handler(data);
      });
    }
  }

  #alive(opened) {
    this.#heard = Date.now();
    this.#failures = 0;
    this.#tell('live');
    if (opened && this.#opened) this.reopened();
    if (opened) this.#opened = true;
  }

  #failed(source) {
    if (source !== this.#source) return;
    source.close();
    this.#tell('stale');
    const pause = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** this.#failures++);
    this.#timer = setTimeout(() => this.#open(), pause * (0.75 + Math.random() / 2));
  }

  /** A connection that is open and brings nothing is no better than one that is closed. */
  #look() {
    if (this.#told === 'live' && Date.now() - this.#heard > SILENCE_MS) {
      this.#tell('stale');
      this.retry();
    }
  }

  #tell(state) {
    if (state === this.#told) return;
    this.#told = state;
    this.state({ state, since: this.#heard });
  }
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
