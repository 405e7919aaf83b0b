export interface CaughtDownload {
  /** That it would have on the disk; empty for the server's own. */
  readonly name: string;
  readonly address: string;
  /** Null for one that the server sends. */
  readonly file: Blob | null;
}

/** Keeps what pages give to the browser to save, until `end`. */
export function catchDownloads(): { readonly all: readonly CaughtDownload[]; readonly end: () => void } {
  const all: CaughtDownload[] = [];
  const files = new Map<string, Blob>();
  const real: unknown = Reflect.get(URL, 'createObjectURL');
  URL.createObjectURL = (file) => {
    const address = `blob:${files.size}`;
    files.set(address, file as Blob);
    return address;
  };
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    all.push({ name: this.download, address: this.href, file: files.get(this.href) ?? null });
  };
  return {
    all,
    end: () => {
      Reflect.set(URL, 'createObjectURL', real);
      Reflect.deleteProperty(HTMLAnchorElement.prototype, 'click');
    },
  };
}
