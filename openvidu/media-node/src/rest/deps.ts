import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { RecordingParts } from '../recorder/assemble.js';
import type { Connection } from '../session/connection.js';
import type { MediaPort } from '../session/media-port.js';
import type { Membership } from '../session/membership.js';
import type { Publishing } from '../session/publishing.js';
import type { Registry } from '../session/registry.js';
import type { Signalling } from '../session/signalling.js';

export interface RestDeps {
  readonly config: Config;
  readonly registry: Registry;
  readonly membership: Membership;
  readonly publishing: Publishing;
  readonly signalling: Signalling;
  readonly media: MediaPort;
  readonly log: Logger;
  /** null when recording is off. */
  readonly recording: RecordingParts | null;
  /** The URL that a client joins with. */
  readonly tokenUrl: (connection: Pick<Connection, 'sessionId' | 'token'>) => string;
  /** Resolves when all that happened until now is on disk. */
  readonly settled: () => Promise<void>;
}
