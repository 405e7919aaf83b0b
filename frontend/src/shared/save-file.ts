const KEPT_MS = 60_000;

/** Hands a file to the browser to save: the way for what only a request with a token may fetch. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const download = name.replace(/[\\/:*?"<>|]+/g, ' ');
  Object.assign(document.createElement('a'), { href: address, download }).click();
  // The browser reads it after the click.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, KEPT_MS);
}

/** Lets the browser save what lies behind an address, under the name that its server gives. */
export function saveFrom(address: string): void {
  Object.assign(document.createElement('a'), { href: address, download: '' }).click();
}
