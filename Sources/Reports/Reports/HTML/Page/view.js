// The stretch of the run that all charts show, and the instant that they point at.

const run = JSON.parse(document.getElementById('chart-data').textContent);

const view = {
  from: 0,
  to: run.duration,
  cursor: null,
  /** Told of every change: with 'window' or with 'cursor'. */
  listeners: [],
};

/** No stretch is shorter: nothing more would be seen in it. */
const shortest = Math.max(run.duration / 2000, 0.05);

let announced = null;

/** Tells the listeners, once a frame. */
function changed(what) {
  if (announced === null) {
    announced = new Set();
    requestAnimationFrame(() => {
      const all = announced;
      announced = null;
      for (const listener of view.listeners) listener(all.has('window'));
    });
  }
  announced.add(what);
}

function show(from, to) {
  const length = Math.min(run.duration, Math.max(shortest, to - from));
  const start = Math.min(run.duration - length, Math.max(0, (from + to - length) / 2));
  view.from = start;
  view.to = start + length;
  changed('window');
}

const showAll = () => show(0, run.duration);

/** Makes the stretch so many times as long, about an instant that keeps its place. */
function zoom(factor, about = view.cursor ?? (view.from + view.to) / 2) {
  const centre = Math.min(view.to, Math.max(view.from, about));
  const length = Math.min(run.duration, Math.max(shortest, (view.to - view.from) * factor));
  const before = (centre - view.from) / (view.to - view.from);
  show(centre - before * length, centre + (1 - before) * length);
}

/** Moves by a part of the stretch: 0.5 is half of it later. */
function pan(part) {
  const length = view.to - view.from;
  const from = Math.min(run.duration - length, Math.max(0, view.from + part * length));
  show(from, from + length);
}

const isZoomed = () => view.to - view.from < run.duration * 0.9999;

/** Points at an instant, or with null at none; what leaves the stretch takes it along. */
function point(at) {
  view.cursor = at === null ? null : Math.min(run.duration, Math.max(0, at));
  if (at !== null && (view.cursor < view.from || view.cursor > view.to)) {
    const length = view.to - view.from;
    show(view.cursor - length / 2, view.cursor + length / 2);
  }
  changed('cursor');
}

/** Names of the phase and the faults at an instant. */
function circumstances(at) {
  const isIn = ([from, to]) => from <= at && at < to;
  const phase = run.phases.find((phase) => isIn(phase.span));
  const faults = run.faults.filter((fault) => fault.spans.some(isIn));
  return {phase: phase ? phase.name : '', faults: faults.map((fault) => fault.name)};
}
