/**
 * Numbers and lengths of time in words: the rules of dev.sluice.text, so that page, command line and messages say the same.
 * PageTextTest compares the two with generated values.
 */

/** A measured number, to three significant digits or the next whole: 0.00147, 0.42, 7.5, 131, 4,319. */
export const measured = value => significant(value, 1e-4);

function significant(value, least) {
  const size = Math.abs(value);
  if (size > 1e30) return value > 0 ? 'more than 10^30' : 'less than -10^30';
  if (size !== 0 && size < least) return 'nearly 0';
  return size >= 100 ? rounded(value, 0) : rounded(value, 2 - exponent(value));
}

/** Things that were counted: 0, 999, 4,319. */
export const counted = value => rounded(value, 0);

/** A share of one: 0.4 %, 12 %. A share that is not whole never reads as 100 %. */
export function shareOfOne(share) {
  const hundred = 100 * share;
  return `${hundred > 99.9 && hundred < 100 - 1e-7 ? '99.9' : measured(hundred)}\u202f%`;
}

/** An amount of money with its cents; less than ten cents to three significant digits: 1,234.50, 0.0042. */
export function cents(value) {
  const size = Math.abs(value);
  return value === 0 || (size >= 0.1 && size <= 1e30) ? rounded(value, 2, 2) : significant(value, 1e-9);
}

/** 250 ms, 2.5 s, 84 s, 3 min 20 s, 14 min, 5 h 30 min, 3 days 2 h. */
export function lengthOf(ms) {
  const seconds = ms * 1e-3;
  const size = Math.abs(seconds);
  if (size > 0 && size < 0.9995) return `${measured(seconds / 1e-3)} ms`;
  if (size < 120) return `${measured(seconds)} s`;
  return `${seconds < 0 ? '-' : ''}${long(size)}`;
}

function long(seconds) {
  if (seconds < 600) return parts(Math.round(seconds), 60, 'min', 's');
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return parts(Math.round(seconds / 60), 60, 'h', 'min');
  if (seconds < 864_000) return parts(Math.round(seconds / 3600), 24, 'days', 'h');
  return `${measured(even(seconds / 86_400))} days`;
}

const parts = (length, large, unit, rest) => `${Math.floor(length / large)} ${unit}${length % large ? ` ${length % large} ${rest}` : ''}`;

const even = value => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

const exponent = value => (value === 0 ? 0 : Number(value.toExponential().split('e')[1]));

/** Rounded half up in the digits that the number is written with, not in those of its binary form: 1.005 is 1.01. */
function rounded(value, places, least = 0) {
  const [digits, power] = Math.abs(value).toExponential().split('e');
  const plain = digits.replace('.', '');
  const shift = Number(power) - (plain.length - 1) + places;
  const whole = shift >= 0 ? BigInt(plain) * 10n ** BigInt(shift) : halfUp(BigInt(plain), 10n ** BigInt(-shift));
  return `${value < 0 && whole !== 0n ? '-' : ''}${written(whole.toString(), places, least)}`;
}

const halfUp = (number, by) => (2n * number + by) / (2n * by);

function written(digits, places, least) {
  if (places <= 0) return grouped(digits + '0'.repeat(digits === '0' ? 0 : -places));
  const all = digits.padStart(places + 1, '0');
  const fraction = all.slice(-places);
  const kept = Math.max(least, fraction.replace(/0+$/, '').length);
  return grouped(all.slice(0, -places)) + (kept ? `.${fraction.slice(0, kept)}` : '');
}

const grouped = digits => digits.replace(/\B(?=(\d{3})+$)/g, ',');
