// A group of charts with its legend: cards with a chart, what it says at the cursor, and its table.

function node(parent, name, attributes, text) {
  const made = document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

const keysHelp = 'Arrow keys move along the values, with Shift ten at a time. Plus and minus zoom, '
  + 'Page Up and Page Down move the stretch in view, 0 shows the whole run.';

const figures = [];

/** Speaks to screen readers what the eye sees at the cursor. */
let speaker = null;

class Figure {
  constructor(parent, group, chart, hidden) {
    this.card = node(parent, 'figure', {class: 'chart'});
    const caption = node(this.card, 'figcaption');
    node(caption, 'span', {class: 'name'}, chart.name);
    node(caption, 'span', {class: 'remark'}, chart.remark);
    const frame = node(this.card, 'div', {class: 'frame'});
    this.svg = shape(frame, 'svg', {
      class: 'plot', tabindex: 0, role: 'application', 'aria-roledescription': 'chart',
      'aria-label': `${group.title}, ${chart.name}. ${chart.remark}`,
      'aria-describedby': 'chart-keys',
    });
    this.tip = node(frame, 'div', {class: 'tip', hidden: ''});
    this.plot = new Plot(this.svg, group, chart, hidden);
    this.table = node(this.card, 'details', {class: 'data'});
    node(this.table, 'summary', {}, 'Values');
    this.table.addEventListener('toggle', () => this.fillTable());
    followPointer(this.svg, this.plot, (from, to) => this.select(from, to));
    followWheel(this.svg, this.plot);
    followKeys(this.svg, () => this.step(), () => this.say());
    this.svg.addEventListener('focus', () => this.drawCursor());
    this.svg.addEventListener('blur', () => this.drawCursor());
    new ResizeObserver(() => this.draw()).observe(frame);
    figures.push(this);
  }

  get isPointedAt() {
    return this.svg.matches(':hover, :focus');
  }

  step() {
    const [from, to] = this.plot.span(this.plot.index(view.cursor ?? view.from));
    return this.plot.chart.step || Math.max((view.to - view.from) / 100, to - from);
  }

  select(from, to) {
    const box = this.plot.selection;
    if (!box) return;
    box.setAttribute('x', Math.min(from, to));
    box.setAttribute('width', Math.abs(to - from));
  }

  draw() {
    const width = this.svg.parentNode.clientWidth;
    if (width < 80) return;
    this.plot.draw(width);
    this.drawCursor();
    this.fillTable();
  }

  drawCursor() {
    if (this.plot.width === 0) return;
    this.plot.drawCursor(this.isPointedAt);
    this.drawTip();
  }

  drawTip() {
    this.tip.hidden = view.cursor === null || !this.isPointedAt;
    if (this.tip.hidden) return;
    const at = view.cursor;
    this.tip.replaceChildren();
    const {phase, faults} = circumstances(at);
    const head = node(this.tip, 'p', {class: 'at'}, clock(at, view.to - view.from));
    if (phase) node(head, 'span', {}, ' ' + phase);
    const list = node(this.tip, 'dl');
    for (const {key, value} of this.plot.values(at)) {
      const term = node(list, 'dt');
      node(term, 'i', {class: `swatch ${key.mark} ink-${key.ink}`});
      term.append(key.name);
      node(list, 'dd', {}, value === null ? '–' : this.plot.format(value));
    }
    for (const fault of faults) node(this.tip, 'p', {class: 'fault'}, fault);
    const x = this.plot.x(at);
    const isLeft = x > this.plot.width / 2;
    this.tip.style.left = isLeft ? 'auto' : `${x + 14}px`;
    this.tip.style.right = isLeft ? `${this.plot.width - x + 14}px` : 'auto';
  }

  /** What the cursor points at, in a sentence. */
  say() {
    requestAnimationFrame(() => {
      if (view.cursor === null) return;
      const {phase, faults} = circumstances(view.cursor);
      const values = this.plot.values(view.cursor).map(({key, value}) => {
        return `${key.name} ${value === null ? 'nothing' : this.plot.format(value)}`;
      });
      const where = [clock(view.cursor, view.to - view.from), phase, ...faults].filter(Boolean);
      speaker.textContent = `${where.join(', ')}: ${values.join(', ')}`;
    });
  }

  /** The values in view, a row each; made when somebody asks for them. */
  fillTable() {
    if (!this.table.open) return;
    this.table.querySelector('.table')?.remove();
    const plot = this.plot;
    const keys = plot.keys.filter((key) => plot.chart.series[key.id]);
    const label = `${plot.group.title}, ${plot.chart.name}`;
    const box = node(this.table, 'div', {
      class: 'table', tabindex: 0, role: 'region', 'aria-label': label,
    });
    const table = node(box, 'table');
    node(table, 'caption', {}, `${label}, from ${clock(view.from, 1)} to ${clock(view.to, 1)}`);
    const head = node(node(table, 'thead'), 'tr');
    node(head, 'th', {scope: 'col', class: 'figure'}, 'from');
    for (const key of keys) node(head, 'th', {scope: 'col', class: 'figure'}, key.name);
    const body = node(table, 'tbody');
    for (let index = 0; index < plot.count; index += 1) {
      const [from, to] = plot.span(index);
      if (to <= view.from || from >= view.to) continue;
      const row = node(body, 'tr');
      node(row, 'th', {scope: 'row', class: 'figure'}, clock(from, 1));
      for (const key of keys) {
        const value = plot.chart.series[key.id][index] ?? null;
        node(row, 'td', {class: 'figure'}, value === null ? '–' : plot.format(value));
      }
    }
  }
}

/** Buttons that hide and show a series in every chart of their group. */
function legend(parent, group, hidden, redraw) {
  const bar = node(parent, 'div', {class: 'legend', role: 'group', 'aria-label': 'Series shown'});
  for (const key of group.keys) {
    const button = node(bar, 'button', {
      type: 'button', 'aria-pressed': 'true', 'data-series': key.id,
    });
    node(button, 'i', {class: `swatch ${key.mark} ink-${key.ink}`, 'aria-hidden': 'true'});
    button.append(key.name);
    button.addEventListener('click', () => {
      if (!hidden.delete(key.id)) hidden.add(key.id);
      button.setAttribute('aria-pressed', String(!hidden.has(key.id)));
      redraw();
    });
  }
}

function addGroup(parent, group) {
  const id = `group-${group.id}`;
  const section = node(parent, 'section', {class: 'group', 'aria-labelledby': id});
  node(section, 'h3', {id}, group.title);
  node(section, 'p', {class: 'note'}, group.note);
  const hidden = new Set();
  const own = [];
  legend(section, group, hidden, () => own.forEach((figure) => figure.draw()));
  const add = (box, charts) => {
    const grid = node(box, 'div', {class: 'grid'});
    for (const chart of charts) own.push(new Figure(grid, group, chart, hidden));
  };
  const loud = group.charts.filter((chart) => !chart.quiet);
  const quiet = group.charts.filter((chart) => chart.quiet);
  if (loud.length > 0) add(section, loud);
  if (quiet.length > 0) {
    const more = node(section, 'details', {class: 'quiet'});
    node(more, 'summary', {}, `${quiet.length} on which nothing failed`);
    add(more, quiet);
  }
  for (const note of group.notes) node(section, 'p', {class: 'note'}, note);
}
