// One chart as SVG: shades of the faults, grid, areas, lines, and what the cursor points at.

const svgSpace = 'http://www.w3.org/2000/svg';

function shape(parent, name, attributes, text) {
  const made = document.createElementNS(svgSpace, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

const tall = {rate: 168, milliseconds: 168, share: 64, count: 84};
const margin = {left: 58, right: 10, top: 16, foot: 24};

let plots = 0;

/** As much of a fault's name as so many letters hold. */
function label(fault, letters) {
  if ([...fault.name].length <= letters) return fault.name;
  const short = [...fault.short];
  return short.length <= letters ? fault.short : short.slice(0, letters - 1).join('') + '…';
}

class Plot {
  constructor(svg, group, chart, hidden) {
    Object.assign(this, {svg, group, chart, hidden, width: 0});
    this.clip = `clip-${plots += 1}`;
    this.height = tall[chart.unit];
    this.format = formats[chart.unit];
  }

  get keys() {
    return this.group.keys.filter((key) => !this.hidden.has(key.id));
  }

  x(at) {
    const share = (at - view.from) / (view.to - view.from);
    return margin.left + share * (this.width - margin.left - margin.right);
  }

  /** The instant at a place from left to right. */
  instant(x) {
    const share = (x - margin.left) / (this.width - margin.left - margin.right);
    return view.from + Math.min(1, Math.max(0, share)) * (view.to - view.from);
  }

  y(value) {
    const share = Math.min(1.02, Math.max(0, this.scale.share(value)));
    return margin.top + (1 - share) * this.height;
  }

  /** The place of the value that holds at an instant. */
  index(at) {
    if (this.chart.step) return Math.floor(at / this.chart.step + 1e-9);
    let found = 0;
    while (found + 1 < this.chart.at.length && this.chart.at[found + 1] <= at) found += 1;
    return found;
  }

  get count() {
    const {series, at} = this.chart;
    return at ? at.length : Math.max(0, ...Object.values(series).map((values) => values.length));
  }

  /** From when to when a value holds. */
  span(index) {
    const {step, at} = this.chart;
    if (step) return [index * step, Math.min(run.duration, (index + 1) * step)];
    return [at[index], at[index + 1] ?? run.duration];
  }

  /** The first and the last place in view, with a neighbour each. */
  get range() {
    const last = this.count - 1;
    return [
      Math.max(0, Math.min(last, this.index(view.from)) - 1),
      Math.min(last, this.index(view.to) + 1),
    ];
  }

  /** Corners of a value: its middle, or both its ends where it holds or was counted in between. */
  corners(index, value) {
    const [from, to] = this.span(index);
    if (this.chart.at || this.chart.unit === 'rate') return [[from, value], [to, value]];
    const middle = [[(from + to) / 2, value]];
    if (index === 0) middle.unshift([0, value]);
    if (index === this.count - 1) middle.push([run.duration, value]);
    return middle;
  }

  path(corners) {
    const places = corners.map(([at, value]) => {
      return `${this.x(at).toFixed(1)} ${this.y(value).toFixed(1)}`;
    });
    return places.length === 0 ? '' : `M${places.join('L')}`;
  }

  /** The sums of the areas, from the foot up. */
  stacks() {
    const [first, last] = this.range;
    const below = new Array(last + 1).fill(0);
    return this.keys.filter((key) => key.mark === 'area' && this.chart.series[key.id])
      .map((key) => {
        const values = this.chart.series[key.id];
        const foot = below.slice();
        let isEmpty = true;
        for (let index = first; index <= last; index += 1) {
          if (values[index] > 0) isEmpty = false;
          below[index] += values[index] ?? 0;
        }
        return {key, foot, top: below.slice(), isEmpty};
      });
  }

  draw(width) {
    this.width = width;
    const full = this.height + margin.top + margin.foot;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${full}`);
    this.svg.setAttribute('height', full);
    this.svg.replaceChildren();
    const stacks = this.stacks();
    // What is only there to compare with goes below the rest.
    const lines = ['dashed', 'line'].flatMap((mark) => {
      return this.keys.filter((key) => key.mark === mark);
    });
    const [first, last] = this.range;
    const seen = stacks.flatMap((stack) => stack.top.slice(first, last + 1));
    for (const key of lines) seen.push(...(this.chart.series[key.id] ?? []).slice(first, last + 1));
    this.scale = fitting(this.chart.unit, seen, this.chart.unit === 'count' ? 3 : 4);
    const clip = shape(this.svg, 'clipPath', {id: this.clip});
    const box = {
      x: margin.left, y: margin.top - 2, height: this.height + 3,
      width: Math.max(0, width - margin.left - margin.right),
    };
    shape(clip, 'rect', box);
    this.drawGround(box);
    const inside = shape(this.svg, 'g', {'clip-path': `url(#${this.clip})`});
    this.drawAreas(inside, stacks);
    for (const key of lines) this.drawLine(inside, key);
    this.drawMarks(inside);
    this.drawFaultNames(inside);
    this.drawTimes();
    this.pointer = shape(this.svg, 'g', {'clip-path': `url(#${this.clip})`});
    this.selection = shape(this.svg, 'rect', {class: 'selection', ...box, width: 0});
  }

  drawGround(box) {
    shape(this.svg, 'rect', {class: 'ground', ...box, y: margin.top, height: this.height});
    const inside = shape(this.svg, 'g', {'clip-path': `url(#${this.clip})`});
    for (const fault of run.faults) {
      for (const [from, to] of fault.spans) {
        const x = this.x(from);
        const shade = shape(inside, 'rect', {
          class: 'shade', x, y: margin.top, height: this.height,
          width: Math.max(1, this.x(to) - x),
        });
        shape(shade, 'title', {}, fault.name);
      }
    }
    for (const tick of this.scale.ticks) {
      const y = this.y(tick);
      shape(this.svg, 'line', {
        class: 'grid', x1: margin.left, x2: this.width - margin.right, y1: y, y2: y,
      });
      shape(this.svg, 'text', {
        class: 'tick', x: margin.left - 7, y: y + 3.5, 'text-anchor': 'end',
      }, this.format(tick));
    }
  }

  drawAreas(parent, stacks) {
    const [first, last] = this.range;
    for (const {key, foot, top, isEmpty} of stacks) {
      if (isEmpty) continue;
      const up = [];
      const down = [];
      for (let index = first; index <= last; index += 1) {
        up.push(...this.corners(index, top[index]));
        down.push(...this.corners(index, foot[index]));
      }
      shape(parent, 'path', {
        class: `area ink-${key.ink}`, d: this.path(up.concat(down.reverse())) + 'Z',
      });
    }
  }

  drawLine(parent, key) {
    const values = this.chart.series[key.id] ?? [];
    const [first, last] = this.range;
    const stretches = [[]];
    for (let index = first; index <= last; index += 1) {
      if (values[index] === null || values[index] === undefined) stretches.push([]);
      else stretches.at(-1).push(...this.corners(index, values[index]));
    }
    const d = stretches.map((stretch) => {
      return this.path(stretch) + (stretch.length === 1 ? 'h.1' : '');
    }).join('');
    if (d) shape(parent, 'path', {class: `${key.mark} ink-${key.ink}`, d});
  }

  /** Limits across the chart, and strokes at its foot. */
  drawMarks(parent) {
    for (const key of this.keys) {
      const limit = this.chart.limits[key.id];
      const share = limit === undefined ? 2 : this.scale.share(limit);
      if (share >= 0 && share <= 1) {
        const y = this.y(limit);
        shape(parent, 'line', {
          class: `limit ink-${key.ink}`, x1: margin.left, x2: this.width, y1: y, y2: y,
        });
      }
      const foot = margin.top + this.height;
      for (const at of this.chart.strokes[key.id] ?? []) {
        const x = this.x(at);
        shape(parent, 'line', {
          class: `stroke ink-${key.ink}`, x1: x, x2: x, y1: foot - 12, y2: foot,
        });
      }
    }
  }

  /** The ends of the faults' windows, and their names where there is room for them. */
  drawFaultNames(parent) {
    const windows = run.faults.flatMap((fault) => fault.spans.map((span) => ({fault, span})));
    if (windows.length > 24) return;
    let free = margin.left;
    for (const {fault, span} of windows) {
      const [from, to] = span.map((at) => this.x(at));
      for (const x of [from, to]) {
        shape(parent, 'line', {
          class: 'fault-edge', x1: x, x2: x, y1: margin.top, y2: margin.top + this.height,
        });
      }
      const left = Math.max(from, margin.left);
      const room = Math.min(to, this.width - margin.right) - left;
      if (this.height < 100 || left < free || room < 70) continue;
      const text = label(fault, Math.floor((room - 8) / 5.8));
      shape(parent, 'text', {class: 'fault-name', x: left + 4, y: margin.top + 11}, text);
      free = left + room;
    }
  }

  drawTimes() {
    const foot = margin.top + this.height;
    const most = Math.max(2, Math.floor((this.width - margin.left) / 76));
    for (const tick of timeTicks(view.from, view.to, most)) {
      const x = this.x(tick);
      shape(this.svg, 'line', {class: 'axis', x1: x, x2: x, y1: foot, y2: foot + 4});
      const isLast = x > this.width - 26;
      shape(this.svg, 'text', {
        class: 'tick', x: isLast ? this.width - 1 : x, y: foot + 17,
        'text-anchor': isLast ? 'end' : 'middle',
      }, clock(tick, view.to - view.from));
    }
  }

  /** The values in view at an instant, the topmost area first. */
  values(at) {
    const index = Math.min(this.count - 1, this.index(at));
    const known = this.keys.filter((key) => this.chart.series[key.id]);
    const read = known.map((key) => ({key, value: this.chart.series[key.id][index] ?? null}));
    const isArea = ({key}) => key.mark === 'area';
    return [...read.filter((each) => !isArea(each)), ...read.filter(isArea).reverse()];
  }

  drawCursor(isPointedAt) {
    this.pointer.replaceChildren();
    if (view.cursor === null || view.cursor < view.from || view.cursor > view.to) return;
    const x = this.x(view.cursor);
    shape(this.pointer, 'line', {
      class: 'cursor', x1: x, x2: x, y1: margin.top, y2: margin.top + this.height,
    });
    if (!isPointedAt) return;
    for (const {key, value} of this.values(view.cursor)) {
      if (value === null || key.mark === 'area') continue;
      shape(this.pointer, 'circle', {
        class: `dot ink-${key.ink}`, cx: x, cy: this.y(value), r: 3.5,
      });
    }
  }
}
