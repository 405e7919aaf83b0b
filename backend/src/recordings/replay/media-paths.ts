import { RecordingId } from '@seodang/contracts/ids';
import { CaptionLanguage } from '@seodang/contracts/replay';

/** What a path below `/media/recordings/:id/` asks for. */
export type MediaPath =
  | { readonly kind: 'master'; readonly version: number }
  | { readonly kind: 'thumbnails'; readonly version: number }
  | { readonly kind: 'download'; readonly version: number }
  | { readonly kind: 'playlist'; readonly version: number; readonly rendition: string }
  /** As it lies in the store. */
  | { readonly kind: 'file'; readonly version: number; readonly file: string; readonly type: string }
  /** A sheet of little pictures, without those of what was cut off. */
  | { readonly kind: 'sheet'; readonly version: number; readonly sheet: number }
  | { readonly kind: 'captions'; readonly lang: string };

const PATH = /^\/media\/recordings\/([0-9a-f-]{36})\/(whole\/)?([\w./-]+)$/;
const RENDITION = '1080p|720p|480p|240p|audio';
const SEGMENT = new RegExp(`^(?:${RENDITION})/(?:init\\.mp4|\\d{5}\\.m4s)$`);
const PLAYLIST = new RegExp(`^(${RENDITION})/index\\.m3u8$`);

/**
 * Everything public of a recording has one of these paths.
 *
 * @param isWhole As if nothing was cut off, for who may trim.
 */
export function mediaPath(id: RecordingId, rest: string, isWhole = false): string {
  return `/media/recordings/${id}/${isWhole ? 'whole/' : ''}${rest}`;
}

/** Null for every other path: nothing is ever looked for by a name from outside. */
export function readMediaPath(path: string): { id: RecordingId; what: MediaPath; isWhole: boolean } | null {
  const [, rawId = '', whole, rest = ''] = PATH.exec(path) ?? [];
  const id = RecordingId.safeParse(rawId);
  const what = id.success ? whatIn(rest) : null;
  return id.success && what ? { id: id.data, what, isWhole: whole !== undefined } : null;
}

function whatIn(rest: string): MediaPath | null {
  const { data: lang } = CaptionLanguage.safeParse(/^captions\/(.+)\.vtt$/.exec(rest)?.[1]);
  if (lang !== undefined) return { kind: 'captions', lang };
  const [, text = '', file = ''] = /^(\d{1,5})\/(.+)$/.exec(rest) ?? [];
  const version = Number(text);
  const [, rendition] = PLAYLIST.exec(file) ?? [];
  if (rendition !== undefined) return { kind: 'playlist', version, rendition };
  if (SEGMENT.test(file))
    return { kind: 'file', version, file, type: file.startsWith('audio') ? 'audio/mp4' : 'video/mp4' };
  return plain(version, file);
}

function plain(version: number, file: string): MediaPath | null {
  if (file === 'index.m3u8') return { kind: 'master', version };
  if (file === 'thumbnails.vtt') return { kind: 'thumbnails', version };
  if (file === 'download.mp4') return { kind: 'download', version };
  if (file === 'pictures/waveform.json') return { kind: 'file', version, file, type: 'application/json' };
  const [, sheet] = /^pictures\/cut-(\d{3})\.jpg$/.exec(file) ?? [];
  if (sheet !== undefined) return { kind: 'sheet', version, sheet: Number(sheet) };
  if (/^pictures\/(poster|sprite-\d{3})\.jpg$/.test(file))
    return { kind: 'file', version, file, type: 'image/jpeg' };
  return null;
}
