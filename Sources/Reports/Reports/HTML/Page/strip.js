// The whole run in a strip above the charts: phases, faults, and the stretch that is in view.

class Strip {
  constructor(parent) {
    this.bar = node(parent, 'div', {class: 'strip', role: 'group', 'aria-label': 'Time in view'});
    const tools = node(this.bar, 'div', {class: 'tools'});
    this.words = node(tools, 'output', {class: 'words'});
    this.faults(tools);
    const buttons = node(tools, 'span', {class: 'buttons'});
    this.button(buttons, '−', 'Zoom out', () => zoom(2));
    this.button(buttons, '+', 'Zoom in', () => zoom(0.5));
    this.whole = this.button(buttons, 'Whole run', 'Show the whole run', showAll);
    const frame = node(this.bar, 'div', {class: 'frame'});
    this.svg = shape(frame, 'svg', {class: 'overview', 'aria-hidden': 'true', height: 30});
    followPointer(this.svg, this, (from, to) => {
      this.chosen.setAttribute('x', Math.min(from, to));
      this.chosen.setAttribute('width', Math.abs(to - from));
    });
    new ResizeObserver(() => this.draw(frame.clientWidth)).observe(frame);
    view.listeners.push(() => this.update());
  }

  button(parent, text, label, act) {
    const look = {type: 'button', 'aria-label': label, title: label};
    const button = node(parent, 'button', look, text);
    button.addEventListener('click', act);
    return button;
  }

  /** A button a fault, which shows its time with some before and after it. */
  faults(parent) {
    const list = node(parent, 'span', {class: 'faults'});
    for (const fault of run.faults.slice(0, 8)) {
      const [from, to] = [fault.spans[0][0], fault.spans.at(-1)[1]];
      const length = Math.max(to - from, shortest);
      const button = node(list, 'button', {type: 'button', class: 'fault'}, fault.name);
      button.title = `${fault.name}, ${clock(from, 20)} – ${clock(to, 20)}: show this time`;
      button.addEventListener('click', () => show(from - length / 4, to + length / 2));
    }
    if (run.faults.length > 8) node(list, 'span', {}, `and ${run.faults.length - 8} more`);
  }

  x(at) {
    return at / run.duration * this.width;
  }

  instant(x) {
    return Math.min(1, Math.max(0, x / this.width)) * run.duration;
  }

  draw(width) {
    if (width < 80) return;
    this.width = width;
    this.svg.setAttribute('viewBox', `0 0 ${width} 30`);
    this.svg.replaceChildren();
    shape(this.svg, 'rect', {class: 'ground', width, height: 30, rx: 4});
    for (const {name, span} of run.phases) {
      const x = this.x(span[0]);
      shape(this.svg, 'line', {class: 'phase', x1: x, x2: x, y1: 0, y2: 30});
      const letters = Math.floor((this.x(span[1]) - x - 8) / 6);
      if (letters >= name.length) shape(this.svg, 'text', {class: 'tick', x: x + 5, y: 12}, name);
    }
    for (const fault of run.faults) {
      for (const [from, to] of fault.spans) {
        const bar = shape(this.svg, 'rect', {
          class: 'fault-bar', x: this.x(from), y: 17, height: 9, rx: 2,
          width: Math.max(2, this.x(to) - this.x(from)),
        });
        shape(bar, 'title', {}, fault.name);
      }
    }
    this.before = shape(this.svg, 'rect', {class: 'veil', height: 30});
    this.after = shape(this.svg, 'rect', {class: 'veil', height: 30});
    this.cursor = shape(this.svg, 'line', {class: 'cursor', y1: 0, y2: 30});
    this.chosen = shape(this.svg, 'rect', {class: 'selection', height: 30, width: 0});
    this.update();
  }

  update() {
    const length = view.to - view.from;
    this.words.textContent = isZoomed()
      ? `${clock(view.from, length)} – ${clock(view.to, length)}` : 'whole run';
    this.whole.disabled = !isZoomed();
    if (!this.before) return;
    this.before.setAttribute('width', this.x(view.from));
    this.after.setAttribute('x', this.x(view.to));
    this.after.setAttribute('width', Math.max(0, this.width - this.x(view.to)));
    const x = view.cursor === null ? -9 : this.x(view.cursor);
    this.cursor.setAttribute('x1', x);
    this.cursor.setAttribute('x2', x);
  }
}
