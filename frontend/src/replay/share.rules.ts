interface Place {
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
}

/** The address of a second of a replay; the secret of a shared link goes along. The first seconds need no naming. */
export function shareAddress(origin: string, { path, query }: Place, second: number): string {
  const address = new URL(path, origin);
  if (typeof query['key'] === 'string') address.searchParams.set('key', query['key']);
  if (second >= 5) address.searchParams.set('t', String(second));
  return address.href;
}
