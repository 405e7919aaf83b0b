import { expect } from 'chai';
import { movement } from './arrivals.rules.js';
import { connectionNotice } from './connection-notice.rules.js';
import { RoomNotices } from './room-notices.js';

const names = (...entries: [string, string][]) => new Map(entries);

describe('movement', () => {
  it('makes one message of many who come', () => {
    const news = movement(names(), names(['1', 'Ann'], ['2', 'Ben']));
    expect(news).to.deep.equal({ joined: ['Ann', 'Ben'], left: [] });
  });

  it('says nothing about who went and came back', () => {
    expect(movement(names(['1', 'Ann']), names(['1', 'Ann']))).to.deep.equal({ joined: [], left: [] });
  });
});

describe('connectionNotice', () => {
  const live = { phase: 'live', epoch: 1, connectionId: 'con_A' } as const;
  const lost = { phase: 'reconnecting', epoch: 1, connectionId: 'con_A', sinceMs: 0 } as const;

  it('lets short troubles pass without a word', () => {
    expect(connectionNotice(lost, null, 1_900).kind).to.equal('none');
    expect(connectionNotice(live, 0, 1_900).kind).to.equal('none');
  });

  it('warns after two seconds and counts after five', () => {
    expect(connectionNotice(lost, null, 2_100).kind).to.equal('unstable');
    expect(connectionNotice(lost, null, 7_300)).to.deep.equal({
      kind: 'reconnecting',
      seconds: 7,
      attempt: 1,
      canTryNow: true,
    });
  });

  it('warns when the server is silent although the socket seems alive', () => {
    expect(connectionNotice(live, 0, 9_000).kind).to.equal('unstable');
  });

  it('offers no second attempt while one is under way', () => {
    const rejoining = { phase: 'rejoining', epoch: 3, attempt: 2, sinceMs: 0, nextTryAtMs: null } as const;
    expect(connectionNotice(rejoining, null, 8_000)).to.include({ attempt: 2, canTryNow: false });
    expect(connectionNotice({ ...rejoining, nextTryAtMs: 9_000 }, null, 8_000)).to.include({
      canTryNow: true,
    });
  });

  it('says nothing outside the lesson', () => {
    expect(connectionNotice({ phase: 'left', epoch: 1 }, 0, 99_000).kind).to.equal('none');
  });
});

describe('RoomNotices', () => {
  it('shows the last few only', () => {
    const notices = new RoomNotices();
    for (const text of ['a', 'b', 'c', 'd']) notices.show(text);
    expect(notices.shown.map(({ text }) => text)).to.deep.equal(['b', 'c', 'd']);
  });
});
