import { AppError } from '@seodang/server-kit/errors';
import { cutKey } from '../pipeline/cut.service.js';
import { filmKey } from '../pipeline/publish.js';
import { storeFolder } from '../pipeline/work.js';
import type { Rendition, WorkTable } from '../pipeline/work.model.js';
import type { RecordingTable } from '../recording.model.js';
import type { RecordingRow } from '../recording.row.js';
import { cutOf, isTrimmed, mayDownload, untrimmed } from '../recording.view.js';
import type { RecordingStorage } from '../storage/storage.js';
import type { ReplayAccess } from './access.service.js';
import type { CaptionTable } from './caption.model.js';
import { writeCaptions } from './captions.rules.js';
import type { MediaLinks } from './links.js';
import { mediaPath, readMediaPath, type MediaPath } from './media-paths.js';
import { hiddenOn, picturesOf, thumbnailTrack, type Shown } from './pictures.rules.js';
import { masterPlaylist, mediaPlaylist, segmentsIn, type LinkTo } from './playlist.rules.js';
import { paintedOver, readSheet } from './sheets.js';

export interface MediaDeps {
  readonly recordings: Pick<RecordingTable, 'find'>;
  readonly renditions: Pick<WorkTable, 'listRenditions'>;
  readonly captions: CaptionTable;
  readonly storage: Pick<RecordingStorage, 'innerPath' | 'read'>;
  readonly access: Pick<ReplayAccess, 'mayStill'>;
  readonly links: MediaLinks;
}

/** What a link leads to. */
export type Media =
  | { readonly kind: 'text'; readonly type: string; readonly text: string }
  | { readonly kind: 'picture'; readonly type: string; readonly bytes: Buffer }
  | {
      readonly kind: 'file';
      readonly type: string;
      /** Of the proxy. */
      readonly innerPath: string;
      /** When it is to be saved rather than shown. */
      readonly saveAs: string | null;
    };

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const VTT_TYPE = 'text/vtt; charset=utf-8';

/** Files of replays, for who has a link that is still good. */
export class ReplayMedia {
  readonly #deps: MediaDeps;

  constructor(deps: MediaDeps) {
    this.#deps = deps;
  }

  /**
   * @param path Of the request, without its query.
   * @throws {AppError} `recording.link_invalid` for everything that is no good link, whatever is behind it.
   */
  async open(path: string, token: string): Promise<Media> {
    const { links, access } = this.#deps;
    const viewer = links.read(path, token);
    const asked = viewer && readMediaPath(path);
    if (!asked || !(await access.mayStill(viewer, asked.id))) throw new AppError('recording.link_invalid');
    const { id, what, isWhole } = asked;
    // A segment is one of hundreds: its link tells all there is to know.
    if (what.kind === 'file') return this.#file(storeFolder({ id, version: what.version }), what);
    const row = await this.#deps.recordings.find(id);
    if (!row) throw new AppError('recording.link_invalid');
    const linkTo: LinkTo = (rest) => links.sign(mediaPath(id, rest, isWhole), viewer);
    return this.#make(isWhole ? untrimmed(row) : row, what, linkTo);
  }

  async #make(row: RecordingRow, what: Exclude<MediaPath, { kind: 'file' }>, link: LinkTo): Promise<Media> {
    if (what.kind === 'captions') return this.#captions(row, what.lang);
    const linkTo: LinkTo = (path) => link(`${what.version}/${path}`);
    if (what.kind === 'thumbnails')
      return { kind: 'text', type: VTT_TYPE, text: await this.#thumbnails(row, linkTo) };
    if (what.kind === 'sheet') return this.#sheet(row, what);
    if (what.kind === 'download') return this.#download(row, what.version);
    const tracks = await this.#deps.renditions.listRenditions(row.id, what.version);
    if (what.kind === 'master')
      return { kind: 'text', type: PLAYLIST_TYPE, text: masterPlaylist(tracks, linkTo) };
    const track = tracks.find(({ name }) => name === what.rendition);
    if (!track) throw new AppError('recording.link_invalid');
    return { kind: 'text', type: PLAYLIST_TYPE, text: mediaPlaylist(track, cutOf(row), linkTo) };
  }

  async #file(folder: string, { file, type }: { file: string; type: string }): Promise<Media> {
    const innerPath = await this.#deps.storage.innerPath(`${folder}/${file}`);
    return { kind: 'file', type, innerPath, saveAs: null };
  }

  async #download(row: RecordingRow, version: number): Promise<Media> {
    if (!mayDownload(row)) throw new AppError('recording.download_not_allowed');
    const key = isTrimmed(row) ? cutKey(row, version) : filmKey(row, version);
    const innerPath = await this.#deps.storage.innerPath(key);
    return { kind: 'file', type: 'video/mp4', innerPath, saveAs: `${fileNameOf(row.title)}.mp4` };
  }

  async #captions(row: RecordingRow, lang: string): Promise<Media> {
    const cues = await this.#deps.captions.read(row.id, lang);
    if (!cues) throw new AppError('recording.link_invalid');
    const startMs = playlistStartOf(row, await this.#tracksOf(row));
    return { kind: 'text', type: VTT_TYPE, text: writeCaptions(cues, { startMs, endMs: cutOf(row).endMs }) };
  }

  async #thumbnails(row: RecordingRow, linkTo: LinkTo): Promise<string> {
    const { sprites } = picturesOf(row);
    if (!sprites) throw new AppError('recording.link_invalid');
    return thumbnailTrack(sprites, await this.#shownOf(row), linkTo);
  }

  /** What was cut off is found anew at each request: it may have changed since the link was made. */
  async #sheet(row: RecordingRow, { version, sheet }: { version: number; sheet: number }): Promise<Media> {
    const { sprites } = picturesOf(row);
    const hidden = sprites && hiddenOn(sprites, sheet, await this.#shownOf(row));
    if (!hidden || version !== row.publishedVersion) throw new AppError('recording.link_invalid');
    const key = `${storeFolder({ id: row.id, version })}/pictures/sprite-${String(sheet).padStart(3, '0')}.jpg`;
    const bytes = await readSheet(this.#deps.storage, key);
    return { kind: 'picture', type: 'image/jpeg', bytes: await paintedOver(bytes, hidden) };
  }

  async #shownOf(row: RecordingRow): Promise<Shown> {
    const { endMs } = cutOf(row);
    const startMs = playlistStartOf(row, await this.#tracksOf(row));
    return { startMs, endMs, durationMs: row.durationMs ?? endMs };
  }

  #tracksOf({ id, publishedVersion }: RecordingRow): Promise<Rendition[]> {
    return this.#deps.renditions.listRenditions(id, publishedVersion ?? 0);
  }
}

/** Of a title with a slash, a browser would keep what stands behind it. */
function fileNameOf(title: string): string {
  return title.replace(/[\\/]/g, ' ');
}

/** Where in the recording the playlists begin: with the first segment of the picture, or else of the sound, that is kept. */
export function playlistStartOf(row: RecordingRow, tracks: readonly Rendition[]): number {
  const track = tracks.find(({ name }) => name !== 'audio') ?? tracks[0];
  return track ? segmentsIn(track.segments, cutOf(row)).atMs : 0;
}
