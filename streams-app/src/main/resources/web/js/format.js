/** Numbers, money, times and durations as people read them. Nothing is made up: what is not known is null here too. */
import { h } from './dom.js';

const LANGUAGE = 'en-GB';
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export const known = value => value != null && Number.isFinite(value);

/** 0.42, 7.5, 131, 4,319, 423K, 1.2M. */
export function number(value) {
  if (!known(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e5) return compact.format(value);
  if (size >= 100) return whole.format(value);
  return size >= 10 ? tenths.format(value) : hundredths.format(value);
}

export const count = value => (known(value) ? whole.format(value) : '–');

/** A share of one: 99.4 %. A share that is not whole never reads as 100 %. */
export function percent(share, digits = 1) {
  if (!known(share)) return '–';
  const scale = 10 ** digits;
  let hundred = Math.round(share * 100 * scale) / scale;
  if (hundred === 100 && share < 1) hundred = Math.floor(share * 100 * scale) / scale;
  return `${hundred.toFixed(Math.abs(hundred) >= 1000 || Number.isInteger(hundred) ? 0 : digits)}\u202f%`;
}

let currency = null;
/** The currency of the price list, as the status tells it. Says whether it is another one than before. */
export function useCurrency(code) {
  const before = currency;
  currency = /^[A-Z]{3}$/.test(code ?? '') ? code : null;
  return currency !== before;
}

export function money(value, digits) {
  if (!known(value)) return '–';
  const places = digits ?? (Math.abs(value) >= 1000 ? 0 : value !== 0 && Math.abs(value) < 0.1 ? 4 : 2);
  const style = currency ? { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } : {};
  return new Intl.NumberFormat(LANGUAGE, { ...style, minimumFractionDigits: Math.min(2, places), maximumFractionDigits: places })
    .format(value);
}

/** 45 s, 2 min, 1 h 20 min, 3 days. */
export function duration(ms) {
  if (!known(ms)) return '–';
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 1) return `${Math.round(Math.abs(ms))} ms`;
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}

const clock = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const minute = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short' });

let today = () => Date.now();
/** Whose day goes without saying: that of the newest decision, which in a demo is another than the viewer's. */
export function useToday(now) {
  today = now;
}

const sameDay = ms => new Date(ms).toDateString() === new Date(today()).toDateString();

/** 12:04:31 in the viewer's zone, with the day where it is another one. */
export function clockText(ms, seconds = true) {
  const time = (seconds ? clock : minute).format(ms);
  return sameDay(ms) ? time : `${day.format(ms)} ${time}`;
}

export const utc = ms => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** A time in the viewer's zone that says UTC on hover. */
export function time(ms, seconds = true) {
  return known(ms)
    ? h('time', { datetime: new Date(ms).toISOString(), title: utc(ms) }, clockText(ms, seconds))
    : h('span', {}, '–');
}

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** An amount with its unit in small print. */
export function amount(value, unit) {
  return [number(value), known(value) && unit ? h('span', { class: 'unit' }, ` ${unit}`) : null];
}
