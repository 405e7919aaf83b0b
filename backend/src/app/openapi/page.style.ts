/** Reading first: one column of text, the contents beside it where there is room, light and dark as the reader has it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #faf8f4; --sheet: #ffffff; --ink: #23201b; --soft: #645d52; --line: #e2dccf; --accent: #1d5c46;
  --get: #1d5c46; --post: #8a4b12; --put: #6b3fa0; --patch: #6b3fa0; --delete: #a02c2c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #191714; --sheet: #211e1a; --ink: #ece7dd; --soft: #b3aa9b; --line: #3a352d; --accent: #7cc4a4;
    --get: #7cc4a4; --post: #e0a468; --put: #c3a3ec; --patch: #c3a3ec; --delete: #f09a9a;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.6;
  font: 1rem/1.6 "Pretendard Variable", Pretendard, system-ui, sans-serif; overflow-wrap: anywhere;
}
a { color: var(--accent); text-underline-offset: 0.15em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--sheet); padding: 0.5rem 1rem; z-index: 1; }
nav { padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); font-size: 0.875rem; }
nav p { margin: 1rem 0 0.25rem; font-weight: 600; }
nav ul { list-style: none; margin: 0; padding: 0; columns: 14rem; }
nav li { padding: 0.125rem 0; break-inside: avoid; }
nav li a { color: inherit; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
.brand { font-size: 1.125rem; margin-top: 0; }
main { padding: 1rem 1.25rem 4rem; max-width: 64rem; }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
article { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: 0.25rem 1.25rem 1.25rem; margin: 1rem 0; scroll-margin-top: 1rem; }
article:target { border-color: var(--accent); }
h3 { font-size: 1.0625rem; margin-bottom: 0.5rem; }
code { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: 0.925em; }
.method { display: inline-block; min-width: 3.75em; font: 700 0.75rem/1.6 ui-monospace, Menlo, Consolas, monospace; text-transform: uppercase; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.for, small { color: var(--soft); font-size: 0.875rem; }
table { width: 100%; border-collapse: collapse; margin-top: 0.75rem; font-size: 0.9375rem; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.8125rem; }
th, td { padding: 0.375rem 0.75rem 0.375rem 0; border-top: 1px solid var(--line); vertical-align: top; }
.status { font-weight: 700; font-variant-numeric: tabular-nums; }
.s2 { color: var(--get); } .s4 { color: var(--post); } .s5 { color: var(--delete); }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 18rem 1fr; }
  nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; border-bottom: 0; border-right: 1px solid var(--line); }
  nav ul { columns: auto; }
  main { padding: 1.5rem 3rem 4rem; }
}
@media print { nav { display: none; } article { border: 0; padding: 0; } }
`.trimStart();
