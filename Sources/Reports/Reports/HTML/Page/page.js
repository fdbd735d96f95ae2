// Puts the charts into the page, and a switch between light and dark at its top.

function addThemeSwitch(parent) {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const button = node(parent, 'button', {type: 'button', class: 'theme'});
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const label = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Switch to ${isDark() ? 'light' : 'dark'} colours`);
  };
  // A page that was opened from a file may be denied a memory.
  const memory = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  };
  const known = memory((storage) => storage.getItem('chaos-theme'));
  if (known === 'dark' || known === 'light') root.dataset.theme = known;
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    memory((storage) => storage.setItem('chaos-theme', root.dataset.theme));
    label();
  });
  system.addEventListener('change', label);
  label();
}

function addCharts(parent) {
  node(parent, 'p', {class: 'note', id: 'chart-help'},
    'Drag across a chart to zoom in, double-click to zoom out; all charts show the same time. '
    + 'With Ctrl, or in a chart that was clicked, the wheel zooms. The coloured names hide and '
    + 'show what they stand for.');
  node(parent, 'p', {class: 'unseen', id: 'chart-keys'}, keysHelp);
  speaker = node(parent, 'p', {class: 'unseen', 'aria-live': 'polite'});
  new Strip(parent);
  for (const group of run.groups) addGroup(parent, group);
  view.listeners.push((isWindow) => {
    for (const figure of figures) {
      if (isWindow) figure.draw();
      else figure.drawCursor();
    }
  });
}

addThemeSwitch(document.querySelector('nav.top'));
addCharts(document.getElementById('charts'));
document.documentElement.dataset.ready = 'true';
