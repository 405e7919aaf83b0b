// Runs before the first paint, so that a page never flashes in the other theme or language.
(function () {
  try {
    var theme = localStorage.getItem('seodang.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    var language = localStorage.getItem('seodang.language');
    if (language === 'ko' || language === 'en') document.documentElement.lang = language;
  } catch {
    // Storage may be forbidden; the system's theme is a good guess then.
  }
})();
