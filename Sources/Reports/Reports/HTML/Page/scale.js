// Where values stand between the foot (0) and the top (1) of a chart, and where ticks belong.

/** The nearest 1, 2 or 5 times a power of ten, at or above a value, or at or below it. */
function round(value, up) {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const choices = [1, 2, 5, 10].map((digit) => digit * power);
  const slack = value * 1e-9;
  return up
    ? choices.find((choice) => choice >= value - slack) ?? power * 10
    : choices.findLast((choice) => choice <= value + slack) ?? power;
}

function linear(most, ticks) {
  const step = round(Math.max(most, 1e-9) / ticks, true);
  const steps = Math.max(1, Math.ceil(most / step - 1e-9));
  return {
    share: (value) => value / (steps * step),
    ticks: Array.from({length: steps + 1}, (_, index) => index * step),
  };
}

function logarithmic(least, most) {
  const low = round(least, false);
  const high = Math.max(round(most * 1.05, true), low * 10);
  const ticks = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
    for (const digit of [1, 2, 5]) ticks.push(digit * power);
  }
  const inside = ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  const tens = inside.filter((tick) => Math.abs(Math.log10(tick) % 1) < 1e-9);
  return {
    share: (value) => Math.log(Math.max(value, low) / low) / Math.log(high / low),
    ticks: inside.length > 6 ? tens : inside,
  };
}

/** Linear; logarithmic for times that spread over more than a factor of 20. */
function fitting(unit, values, ticks) {
  if (unit === 'share') return linear(1, 2);
  let most = 0;
  let least = Infinity;
  for (const value of values) {
    if (value > most) most = value;
    if (value > 0 && value < least) least = value;
  }
  if (unit === 'milliseconds' && most > 20 * least) return logarithmic(least, most);
  if (unit === 'count') return linear(Math.max(1, most), Math.min(ticks, Math.max(1, most)));
  return linear(most || 1, ticks);
}

const timeSteps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600,
  1200, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
];

/** The instants in a stretch at which a tick stands, at most so many. */
function timeTicks(from, to, most) {
  const step = timeSteps.find((step) => (to - from) / step <= most) ?? to - from;
  const ticks = [];
  for (let count = Math.ceil(from / step - 1e-9); count * step <= to + step * 1e-9; count += 1) {
    ticks.push(count * step);
  }
  return ticks;
}
