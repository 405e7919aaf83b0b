import type { LessonPart } from '@seodang/contracts/lessons';
import type { RemoteStream } from '../media/media-port.js';
import type { Person } from '../media/roster.rules.js';
import type { StageTile } from './layout.rules.js';

/** What a tile shows; where it stands is the layout's business. */
export interface Tile extends StageTile {
  readonly name: string;
  readonly part: LessonPart;
  readonly isMe: boolean;
  /** The stream to play, or null for one's own and for people who send nothing. */
  readonly streamId: string | null;
  readonly audioOn: boolean;
  readonly videoOn: boolean;
}

export interface Me {
  readonly name: string;
  readonly part: LessonPart;
  readonly audioOn: boolean;
  readonly videoOn: boolean;
  readonly sharing: boolean;
}

export const MY_TILE = 'me';
export const MY_SCREEN = 'my-screen';

/**
 * The tiles of a lesson in the order of their weight: the instructor, oneself, the others as they came.
 * A screen of somebody else takes the stage; one's own is the last tile, since one sees it already.
 */
export function tilesOf(people: readonly Person[], me: Me): Tile[] {
  const screens = people.flatMap((person) =>
    person.screen === null ? [] : [screenTile(person, person.screen)],
  );
  const teachers = people.filter(({ part }) => part === 'instructor').map(cameraTile);
  const others = people.filter(({ part }) => part !== 'instructor').map(cameraTile);
  const mine: Tile = { ...me, id: MY_TILE, kind: 'camera', isMe: true, streamId: null };
  const myScreen: Tile = { ...mine, id: MY_SCREEN, audioOn: true, videoOn: true };
  return [...screens, ...teachers, mine, ...others, ...(me.sharing ? [myScreen] : [])];
}

function cameraTile({ userId, name, part, camera }: Person): Tile {
  return { id: `${userId}:camera`, kind: 'camera', name, part, isMe: false, ...sent(camera) };
}

function screenTile({ userId, name, part }: Person, screen: RemoteStream): Tile {
  return { id: `${userId}:screen`, kind: 'screen', name, part, isMe: false, ...sent(screen) };
}

function sent(stream: RemoteStream | null) {
  return {
    streamId: stream?.streamId ?? null,
    audioOn: stream?.audioActive ?? false,
    videoOn: stream?.videoActive ?? false,
  };
}

/** Whose tile is large: the last one who spoke, else the instructor, else anybody but oneself. */
export function speakerTile(tiles: readonly Tile[], leaderStreamId: string | null): string | null {
  const others = tiles.filter((tile) => !tile.isMe && tile.kind === 'camera');
  const leader = others.find((tile) => tile.streamId !== null && tile.streamId === leaderStreamId);
  return (leader ?? others.find(({ part }) => part === 'instructor') ?? others[0])?.id ?? null;
}

/** The tile for a window that has room for one: a shared screen, else who speaks, else oneself. */
export function mainTile(tiles: readonly Tile[], leaderStreamId: string | null): Tile {
  const screen = tiles.find(({ kind, isMe }) => kind === 'screen' && !isMe);
  const speaker = speakerTile(tiles, leaderStreamId);
  const [first] = tiles;
  const main = screen ?? tiles.find(({ id }) => id === speaker) ?? first;
  if (main === undefined) throw new RangeError('a stage has at least one’s own tile');
  return main;
}
