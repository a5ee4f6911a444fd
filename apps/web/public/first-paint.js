// Sets theme and language before the first paint; a file of its own because the content policy forbids inline scripts.
(() => {
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  root.dataset.theme = read('pidalio.theme') ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
  root.lang = read('pidalio.language') ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
})();
