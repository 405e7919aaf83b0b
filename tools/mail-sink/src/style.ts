/** Hanji paper, ink and one seal; light and dark as the device is. */
export const STYLE = `:root{color-scheme:light dark;--paper:#f6f1e7;--surface:#fffdf8;--line:#e0d6c3;--ink:#1f1a15;--ink-2:#5d5348;--ink-3:#716656;--seal:#b8321f;--seal-ink:#fff8f2;--indigo:#27465f}
@media(prefers-color-scheme:dark){:root{--paper:#15120f;--surface:#1e1a16;--line:#372f27;--ink:#f1e9dc;--ink-2:#b9ad9c;--ink-3:#978b7b;--seal:#f0795f;--seal-ink:#1d0b06;--indigo:#9fc0d8}}
*{box-sizing:border-box;margin:0}
body{background:var(--paper);color:var(--ink);font:400 16px/1.6 Pretendard,"Noto Sans CJK KR","Noto Sans KR",system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere}
.skip{position:absolute;left:-99em}.skip:focus{left:1em;top:1em}
header,main{max-width:860px;margin:0 auto;padding:24px 20px}
header{display:flex;align-items:center;gap:12px;padding-bottom:0}
.mark{width:34px;height:34px;border-radius:7px;background:var(--seal);color:var(--seal-ink);display:grid;place-items:center;font:700 18px/1 "Noto Serif CJK KR",serif}
header form{margin-left:auto}
h1{font:700 26px/1.3 "Noto Serif CJK KR","Noto Serif KR",serif}
.lead{color:var(--ink-2);margin:6px 0 24px}
.empty{border:1px dashed var(--line);border-radius:10px;padding:40px 20px;text-align:center;color:var(--ink-2)}
ul{list-style:none;padding:0;border:1px solid var(--line);border-radius:10px;background:var(--surface)}
li+li{border-top:1px solid var(--line)}
li a{display:grid;grid-template-columns:1fr auto;gap:0 16px;padding:12px 16px;color:inherit;text-decoration:none}
.file{padding:10px 16px}
li a:hover b{text-decoration:underline}
li small,time{color:var(--ink-3);font-size:14px}
a{color:var(--indigo)}
a:focus-visible,button:focus-visible{outline:3px solid var(--indigo);outline-offset:2px;border-radius:6px}
button{font:600 14px/1 inherit;font-family:inherit;color:var(--ink-2);background:none;border:1px solid var(--line);border-radius:8px;padding:9px 14px;cursor:pointer;min-height:36px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:16px 0 24px;color:var(--ink-2)}dd{color:var(--ink)}
h2{font-size:15px;color:var(--ink-2);margin:24px 0 8px}
pre{white-space:pre-wrap;font:inherit;background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:16px}
iframe{width:100%;height:60vh;border:1px solid var(--line);border-radius:10px;background:#fff}
`;

/** Shows new mails without a hand on the page; it only looks while the page is looked at. */
export const SCRIPT = `const shown = document.documentElement.dataset.newest;
setInterval(async () => {
  if (document.hidden) return;
  try {
    const [newest] = await (await fetch('/api/mails?limit=1', { signal: AbortSignal.timeout(2000) })).json();
    if ((newest?.id ?? '') !== shown) location.reload();
  } catch { /* the stack is down; the list stays */ }
}, 3000);
`;
