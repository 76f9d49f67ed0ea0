// Light or dark as the system says, or as was chosen here. Runs before the first paint, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const now = () => root.dataset.theme || (dark.matches ? 'dark' : 'light');
  const other = () => (now() === 'dark' ? 'light' : 'dark');
  try {
    root.dataset.theme = localStorage.getItem('stoa-theme') || '';
  } catch { /* a browser that keeps nothing follows the system */ }
  addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    const say = () => {
      button.title = other() === 'dark' ? 'Dark colours' : 'Light colours';
      button.setAttribute('aria-label', button.title);
    };
    button.addEventListener('click', () => {
      root.dataset.theme = other();
      try {
        localStorage.setItem('stoa-theme', root.dataset.theme);
      } catch { /* then only until the page is left */ }
      say();
    });
    dark.addEventListener('change', say);
    say();
  });
})();
