/** Text that is HTML already; everything else is escaped when it gets in. */
export class Markup {
  constructor(readonly text: string) {}
}

type Piece = Markup | string | number | readonly Piece[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML with values put in, each escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const inner = pieces.map(textOf);
  return new Markup(strings.reduce((text, string, nth) => `${text}${inner[nth - 1] ?? ''}${string}`));
}

/** Text in which `…` is code. */
export function withCode(text: string): Markup {
  return html`${text.split('`').map((part, nth) => (nth % 2 ? html`<code>${part}</code>` : part))}`;
}

function textOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map(textOf).join('');
  return String(piece).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
