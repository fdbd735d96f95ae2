// What pointers, wheels and keys do to a chart, or to the strip above the charts.

const steps = {ArrowLeft: -1, ArrowRight: 1};

/** Dragging chooses a stretch, a click points, a double click shows everything again. */
function followPointer(svg, plot, select) {
  let start = null;
  const place = (event) => event.clientX - svg.getBoundingClientRect().left;
  svg.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    start = place(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener('pointermove', (event) => {
    point(plot.instant(place(event)));
    if (start !== null) select(start, place(event));
  });
  svg.addEventListener('pointerup', (event) => {
    if (start === null) return;
    const ends = [start, place(event)].sort((a, b) => a - b);
    start = null;
    select(0, 0);
    if (ends[1] - ends[0] > 5) show(plot.instant(ends[0]), plot.instant(ends[1]));
    else point(plot.instant(ends[0]));
  });
  svg.addEventListener('pointercancel', () => {
    start = null;
    select(0, 0);
  });
  svg.addEventListener('pointerleave', () => {
    if (start === null && document.activeElement !== svg) point(null);
  });
  svg.addEventListener('dblclick', showAll);
}

/** A wheel zooms a chart that has the focus, or with Ctrl; any other scrolls the page. */
function followWheel(svg, plot) {
  svg.addEventListener('wheel', (event) => {
    const isOurs = event.ctrlKey || event.metaKey || document.activeElement === svg;
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (isSideways && isZoomed()) {
      event.preventDefault();
      pan(event.deltaX / 800);
    } else if (isOurs && !isSideways) {
      event.preventDefault();
      const at = plot.instant(event.clientX - svg.getBoundingClientRect().left);
      zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.006), at);
    }
  }, {passive: false});
}

/** @param length the time from one value to the next. */
function followKeys(svg, length, say) {
  const at = () => view.cursor ?? (view.from + view.to) / 2;
  const keys = {
    Home: () => point(view.from),
    End: () => point(view.to),
    PageUp: () => pan(-0.5),
    PageDown: () => pan(0.5),
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    '-': () => zoom(2),
    0: showAll,
    Escape: () => { point(null); showAll(); },
  };
  svg.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    const act = step ? () => point(at() + step * length() * (event.shiftKey ? 10 : 1))
      : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    say();
  });
}
