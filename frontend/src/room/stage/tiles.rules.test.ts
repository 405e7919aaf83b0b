import { expect } from 'chai';
import type { Person } from '../media/roster.rules.js';
import { mainTile, MY_SCREEN, MY_TILE, speakerTile, tilesOf, type Me, type Tile } from './tiles.rules.js';

const me: Me = { name: '나', part: 'student', audioOn: true, videoOn: true, sharing: false };
const person = (userId: string, more: Partial<Person> = {}): Person => {
  const camera = {
    streamId: `s-${userId}`,
    hasAudio: true,
    hasVideo: true,
    audioActive: true,
    videoActive: true,
  };
  return { userId, name: userId, part: 'student', camera, screen: null, ...more };
};

describe('tilesOf', () => {
  it('puts the teacher first and oneself second', () => {
    const tiles = tilesOf([person('ann'), person('kim', { part: 'instructor' })], me);
    expect(tiles.map(({ id }) => id)).to.deep.equal(['kim:camera', MY_TILE, 'ann:camera']);
  });

  it('keeps the tile of a person whose connection is replaced', () => {
    const before = tilesOf([person('ann')], me);
    const after = tilesOf([person('ann', { camera: null })], me);
    expect(after.map(({ id }) => id)).to.deep.equal(before.map(({ id }) => id));
    expect(after.at(-1)).to.include({ streamId: null, videoOn: false, audioOn: false });
  });

  it('gives a shared screen of somebody else a tile of its own', () => {
    const screen = { streamId: 's2', hasAudio: false, hasVideo: true, audioActive: false, videoActive: true };
    expect(tilesOf([person('ann', { screen })], me)[0]).to.include({ id: 'ann:screen', kind: 'screen' });
  });

  it('shows one’s own screen last, and not as the stage', () => {
    expect(tilesOf([person('ann')], { ...me, sharing: true }).at(-1)).to.include({
      id: MY_SCREEN,
      kind: 'camera',
    });
  });
});

describe('speakerTile', () => {
  const tiles = tilesOf([person('ann'), person('kim', { part: 'instructor' })], me);

  it('is whoever spoke last, else the teacher', () => {
    expect(speakerTile(tiles, 's-ann')).to.equal('ann:camera');
    expect(speakerTile(tiles, null)).to.equal('kim:camera');
  });

  it('is nobody when one is alone', () => {
    expect(speakerTile(tilesOf([], me), null)).to.equal(null);
  });
});

describe('mainTile', () => {
  const tile = { name: '가람', part: 'student' as const, audioOn: true, videoOn: true };
  const mine: Tile = { ...tile, id: MY_TILE, kind: 'camera', isMe: true, streamId: null };
  const other: Tile = { ...tile, id: 'a:camera', kind: 'camera', isMe: false, streamId: 'str_A' };
  const screen: Tile = { ...other, id: 'a:screen', kind: 'screen', streamId: 'str_S' };

  it('is a screen of somebody else, else who speaks, else oneself', () => {
    expect(mainTile([mine, other, screen], 'str_A')).to.equal(screen);
    expect(mainTile([mine, other], 'str_A')).to.equal(other);
    expect(mainTile([mine], null)).to.equal(mine);
  });
});
