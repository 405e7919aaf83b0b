/** What a mail shows, before it is text or HTML. */
export interface MailContent {
  readonly language: string;
  readonly school: string;
  readonly heading: string;
  readonly greeting: string;
  readonly lead: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly button: { readonly text: string; readonly url: string };
  /** Below the button, each a line; a `url` is shown as a link. */
  readonly notes: readonly { readonly text: string; readonly url?: string }[];
}

/** The same words for programs that show no HTML. */
export function toText(content: MailContent): string {
  const { school, heading, greeting, lead, facts, button, notes } = content;
  const lines = [
    heading,
    '',
    greeting,
    lead,
    '',
    ...facts.map(([name, value]) => (name === '' ? `  ${value}` : `${name}: ${value}`)),
    '',
    `${button.text}: ${button.url}`,
    '',
    ...notes.map(({ text, url }) => (url === undefined ? text : `${text} ${url}`)),
    '',
    '-- ',
    school,
  ];
  return `${lines.join('\n')}\n`;
}

/** Colours of the brand on paper; mail programs know no custom properties. */
const PAPER = '#f6f1e7';
const SURFACE = '#fffdf8';
const LINE = '#e0d6c3';
const INK = '#1f1a15';
const INK_SOFT = '#5d5348';
const SEAL = '#b8321f';
const SEAL_INK = '#fff8f2';
const FONT =
  "font-family:Pretendard,'Apple SD Gothic Neo','Malgun Gothic',-apple-system,'Segoe UI',sans-serif";

/** One column in tables, styled in place, with nothing to load: what mail programs agree on. */
export function toHtml(content: MailContent): string {
  const { language, school, heading, greeting, lead, facts, button, notes } = content;
  const rows = facts.map(
    ([name, value]) => `<tr>
<td style="padding:6px 16px 6px 0;color:${INK_SOFT};white-space:nowrap;vertical-align:top">${escape(name)}</td>
<td style="padding:6px 0;color:${INK};font-weight:600;vertical-align:top">${escape(value)}</td>
</tr>`,
  );
  const lines = notes.map(
    ({ text, url }) =>
      `<p style="margin:0 0 6px">${escape(text)}${url === undefined ? '' : ` <a href="${escape(url)}" style="color:${INK_SOFT}">${escape(url)}</a>`}</p>`,
  );
  return `<!doctype html>
<html lang="${escape(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${escape(heading)}</title></head>
<body style="margin:0;padding:0;background:${PAPER}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:${PAPER};${FONT};font-size:16px;line-height:1.6;word-break:keep-all;overflow-wrap:anywhere;color:${INK}"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;text-align:left">
<tr><td style="padding:0 4px 16px;font-weight:700;color:${SEAL};font-size:18px">${escape(school)}</td></tr>
<tr><td style="background:${SURFACE};border:1px solid ${LINE};border-radius:10px;padding:28px 24px">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.35;color:${INK}">${escape(heading)}</h1>
<p style="margin:0 0 4px">${escape(greeting)}</p>
<p style="margin:0 0 20px">${escape(lead)}</p>
<table role="presentation" cellpadding="0" cellspacing="0" style="font-size:15px;border-top:1px solid ${LINE};border-bottom:1px solid ${LINE};width:100%"><tr><td style="padding:8px 0"><table role="presentation" cellpadding="0" cellspacing="0">
${rows.join('\n')}
</table></td></tr></table>
<p style="margin:24px 0 0"><a href="${escape(button.url)}" style="display:inline-block;background:${SEAL};color:${SEAL_INK};text-decoration:none;font-weight:600;padding:11px 20px;border-radius:9px">${escape(button.text)}</a></p>
</td></tr>
<tr><td style="padding:16px 4px;color:${INK_SOFT};font-size:13px">
${lines.join('\n')}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
