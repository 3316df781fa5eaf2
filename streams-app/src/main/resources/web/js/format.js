/** Numbers, money, times and durations as people read them. Nothing is made up: what is not known is null here too. */
import { h } from './dom.js';
import { cents, counted, lengthOf, measured, shareOfOne } from './number-text.js';

const LANGUAGE = 'en-GB';

export const known = value => value != null && Number.isFinite(value);

const orDash = say => value => (known(value) ? say(value) : '–');

/** 0.42, 7.5, 131, 4,319, 1,234,567. */
export const number = orDash(measured);

export const count = orDash(counted);

/** A share of one: 99.4 %. */
export const percent = orDash(shareOfOne);

/** 45 s, 3 min 20 s, 1 h 20 min, 3 days. */
export const duration = orDash(lengthOf);

let currency = null;
let sign = '';
/** The currency of the price list, as the status tells it. Says whether it is another one than before. */
export function useCurrency(code) {
  const before = currency;
  currency = /^[A-Z]{3}$/.test(code ?? '') ? code : null;
  sign = currency ? signOf(currency) : '';
  return currency !== before;
}

function signOf(code) {
  const parts = new Intl.NumberFormat(LANGUAGE, { style: 'currency', currency: code, currencyDisplay: 'narrowSymbol' }).formatToParts(0);
  return parts.slice(0, parts.findIndex(part => part.type === 'integer')).map(part => part.value).join('');
}

/** $12.50, CHF 0.0042; without a currency as long as none is known. */
export const money = orDash(value => `${value < 0 ? '-' : ''}${sign}${cents(Math.abs(value))}`);

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
