// Figures as a reader wants them, in the words of the rest of the report.

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

const trimmed = (value, places) => String(Number(value.toFixed(places)));

/** About three digits: 0.25, 3.18, 41.7, 1,204. */
function number(value) {
  const size = Math.abs(value);
  if (size >= 999.5) return (value < 0 ? '-' : '') + grouped(String(Math.round(size)));
  return trimmed(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

function duration(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size === 0) return '0 s';
  if (size < 0.9995) return number(milliseconds * 1000) + ' µs';
  if (size < 999.5) return number(milliseconds) + ' ms';
  if (size < 600e3) return number(milliseconds / 1000) + ' s';
  return number(milliseconds / 60e3) + ' min';
}

const percent = (share) => number(share * 100) + ' %';

const formats = {
  rate: (value) => number(value) + '/s',
  milliseconds: duration,
  share: percent,
  count: number,
};

/** An instant of the run, with as many decimals as the stretch in view calls for. */
function clock(seconds, stretch) {
  const places = stretch < 2 ? 3 : stretch < 20 ? 2 : 1;
  if (seconds < 600) return trimmed(seconds, places) + ' s';
  const whole = Math.floor(seconds + 0.5);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
  return parts.filter(([count]) => count > 0).map(([count, unit]) => count + unit).join('') || '0s';
}
