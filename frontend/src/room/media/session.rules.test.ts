import { expect } from 'chai';
import fc from 'fast-check';
import {
  backoffMs,
  FIRST_ENTRY_ATTEMPTS,
  isOver,
  STALLED_MS,
  step,
  type EntryFailure,
  type SessionEffect,
  type SessionInput,
  type SessionState,
} from './session.rules.js';

const again: EntryFailure = { kind: 'again', code: 'media.unavailable' };

/** Drives the machine as the room does, with a clock of its own. */
class Drive {
  state: SessionState = { phase: 'asking', epoch: 0 };
  effects: SessionEffect[] = [];
  nowMs = 0;

  do(input: SessionInput): this {
    const next = step(this.state, input, this.nowMs);
    this.state = next.state;
    this.effects = [...next.effects];
    return this;
  }

  get epoch(): number {
    return this.state.epoch;
  }

  inside(): this {
    this.do({ type: 'devices-settled' }).do({ type: 'enter' });
    return this.do({ type: 'joined', epoch: this.epoch, connectionId: 'con_A' });
  }
}

describe('a place in the lesson', () => {
  it('goes from the lobby into the lesson', () => {
    const drive = new Drive().do({ type: 'devices-settled' });
    expect(drive.state.phase).to.equal('lobby');
    drive.do({ type: 'enter' });
    expect(drive.state.phase).to.equal('joining');
    expect(drive.effects).to.deep.equal([
      { do: 'close' },
      { do: 'open', epoch: drive.epoch, afterLoss: false },
    ]);
    drive.do({ type: 'joined', epoch: drive.epoch, connectionId: 'con_A' });
    expect(drive.state).to.deep.equal({ phase: 'live', epoch: drive.epoch, connectionId: 'con_A' });
  });

  describe('renewed because the right to speak changed', () => {
    const renewing = () => {
      const drive = new Drive().inside().do({ type: 'renew' });
      const [effect] = drive.effects;
      if (effect?.do !== 'renew') throw new Error('no renewal was begun');
      return { drive, old: drive.epoch, next: effect.epoch };
    };

    it('lives on until the new connection is in', () => {
      const { drive, old, next } = renewing();
      expect(drive.effects).to.deep.equal([{ do: 'renew', epoch: next, connectionId: 'con_A' }]);
      expect(drive.state).to.include({ phase: 'live', epoch: old, connectionId: 'con_A' });
      drive.do({ type: 'joined', epoch: next, connectionId: 'con_B' });
      expect(drive.state).to.deep.equal({ phase: 'live', epoch: next, connectionId: 'con_B' });
      drive.do({ type: 'closed', epoch: old, reason: 'network' });
      expect(drive.state.phase).to.equal('live');
    });

    it('takes the last of two changes', () => {
      const { drive, next } = renewing();
      drive.do({ type: 'renew' });
      drive.do({ type: 'joined', epoch: next, connectionId: 'con_B' });
      expect(drive.state).to.include({ connectionId: 'con_A' });
      drive.do({ type: 'joined', epoch: next + 1, connectionId: 'con_C' });
      expect(drive.state).to.include({ phase: 'live', connectionId: 'con_C' });
    });

    it('does not mind that the server closes the old connection meanwhile', () => {
      const { drive, old, next } = renewing();
      drive.do({ type: 'closed', epoch: old, reason: 'speaking-changed' });
      drive.do({ type: 'joined', epoch: next, connectionId: 'con_B' });
      expect(drive.state).to.include({ phase: 'live', connectionId: 'con_B' });
    });

    it('fights for the place when the renewal fails', () => {
      const { drive, next } = renewing();
      drive.do({ type: 'entry-failed', epoch: next, failure: again });
      expect(drive.state).to.include({ phase: 'rejoining', attempt: 2 });
      expect(drive.effects.map((effect) => effect.do)).to.deep.equal(['close', 'wait']);
    });

    it('is put out when it turns out that one was removed', () => {
      const { drive, next } = renewing();
      drive.do({ type: 'entry-failed', epoch: next, failure: { kind: 'refused', code: 'lesson.removed' } });
      expect(drive.state.phase).to.equal('removed');
    });

    it('makes an attempt of its own when the socket breaks meanwhile', () => {
      const { drive, old, next } = renewing();
      drive.do({ type: 'socket-lost', epoch: old });
      expect(drive.state).to.include({ phase: 'rejoining', epoch: next + 1 });
      drive.do({ type: 'joined', epoch: next, connectionId: 'con_B' });
      expect(drive.state.phase).to.equal('rejoining');
    });

    it('comes back by itself when the server closed the connection because of the right', () => {
      const drive = new Drive().inside();
      drive.do({ type: 'closed', epoch: drive.epoch, reason: 'speaking-changed' });
      expect(drive.state.phase).to.equal('rejoining');
    });
  });

  it('goes in while the browser still asks for the devices', () => {
    const drive = new Drive().do({ type: 'enter' });
    expect(drive.state.phase).to.equal('joining');
    const { epoch } = drive;
    drive.do({ type: 'devices-settled' });
    expect(drive.state).to.include({ phase: 'joining', epoch });
  });

  it('keeps the same connection after a short loss of the socket', () => {
    const drive = new Drive().inside();
    const { epoch } = drive;
    drive.do({ type: 'socket-lost', epoch });
    expect(drive.state.phase).to.equal('reconnecting');
    drive.do({ type: 'socket-back', epoch });
    expect(drive.state).to.deep.equal({ phase: 'live', epoch, connectionId: 'con_A' });
  });

  it('gets a new connection at once when the network was away too long, and shows one loss', () => {
    const drive = new Drive().inside();
    drive.do({ type: 'socket-lost', epoch: drive.epoch });
    drive.nowMs = 14_000;
    drive.do({ type: 'closed', epoch: drive.epoch, reason: 'network' });
    expect(drive.state).to.include({ phase: 'rejoining', sinceMs: 0, attempt: 1, nextTryAtMs: null });
    expect(drive.effects.at(-1)).to.deep.equal({ do: 'open', epoch: drive.epoch, afterLoss: true });
  });

  it('does not wait for ever for a socket that hangs', () => {
    const drive = new Drive().inside();
    drive.do({ type: 'socket-lost', epoch: drive.epoch });
    drive.nowMs = STALLED_MS;
    drive.do({ type: 'due', epoch: drive.epoch });
    expect(drive.state.phase).to.equal('rejoining');
  });

  it('tries again ever more slowly, without end, once one was inside', () => {
    const drive = new Drive().inside();
    drive.do({ type: 'closed', epoch: drive.epoch, reason: 'network' });
    const pauses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      drive.do({ type: 'entry-failed', epoch: drive.epoch, failure: again });
      const wait = drive.effects.find((effect) => effect.do === 'wait');
      pauses.push(wait?.do === 'wait' ? wait.ms : -1);
      drive.do({ type: 'due', epoch: drive.epoch });
    }
    expect(pauses).to.deep.equal([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000, 10_000]);
    expect(drive.state.phase).to.equal('rejoining');
  });

  it('tries at once when asked to', () => {
    const drive = new Drive().inside();
    drive.do({ type: 'closed', epoch: drive.epoch, reason: 'network' });
    drive.do({ type: 'entry-failed', epoch: drive.epoch, failure: again }).do({ type: 'try-now' });
    expect(drive.effects.at(-1)).to.include({ do: 'open' });
  });

  it('gives a first entry up after a few attempts, and can be asked again', () => {
    const drive = new Drive().do({ type: 'devices-settled' }).do({ type: 'enter' });
    for (let attempt = 1; attempt <= FIRST_ENTRY_ATTEMPTS; attempt += 1) {
      drive
        .do({ type: 'entry-failed', epoch: drive.epoch, failure: again })
        .do({ type: 'due', epoch: drive.epoch });
    }
    expect(drive.state.phase).to.equal('failed');
    expect(drive.do({ type: 'enter' }).state.phase).to.equal('joining');
  });

  it('tells the end of the lesson apart from a device taken over and from being removed', () => {
    for (const [reason, phase] of [
      ['session-ended', 'ended'],
      ['moved', 'moved'],
      ['removed', 'removed'],
    ] as const) {
      const drive = new Drive().inside();
      expect(drive.do({ type: 'closed', epoch: drive.epoch, reason }).state.phase).to.equal(phase);
    }
  });

  it('learns of the end while it was away', () => {
    const drive = new Drive().inside();
    drive.do({ type: 'closed', epoch: drive.epoch, reason: 'network' });
    drive.do({ type: 'entry-failed', epoch: drive.epoch, failure: { kind: 'not-live' } });
    expect(drive.state.phase).to.equal('ended');
  });

  it('waits in the lobby for a lesson that has not begun', () => {
    const drive = new Drive().do({ type: 'devices-settled' }).do({ type: 'enter' });
    drive.do({ type: 'entry-failed', epoch: drive.epoch, failure: { kind: 'not-live' } });
    expect(drive.state).to.deep.include({ phase: 'lobby', failure: { kind: 'not-live' } });
  });

  it('comes back from another device when asked', () => {
    const drive = new Drive().inside();
    drive.do({ type: 'closed', epoch: drive.epoch, reason: 'moved' }).do({ type: 'enter' });
    expect(drive.state.phase).to.equal('joining');
  });

  it('ignores what an older attempt says', () => {
    const drive = new Drive().inside();
    const old = drive.epoch;
    drive.do({ type: 'closed', epoch: old, reason: 'network' });
    const before = drive.state;
    drive.do({ type: 'closed', epoch: old, reason: 'session-ended' });
    drive.do({ type: 'joined', epoch: old, connectionId: 'con_ghost' });
    expect(drive.state).to.equal(before);
  });

  it('keeps its promises in any order of events', () => {
    const reason = fc.constantFrom('left', 'network', 'session-ended', 'moved', 'removed');
    const failure = fc.constantFrom<EntryFailure>(
      again,
      { kind: 'not-live' },
      { kind: 'ended' },
      { kind: 'refused', code: 'x' },
    );
    const epochBack = fc.constantFrom(0, 0, 0, 1, 2);
    const anyInput = fc.oneof(
      fc
        .constantFrom('devices-settled', 'enter', 'try-now', 'leave', 'lesson-ended')
        .map((type) => ({ type })),
      fc.record({ type: fc.constantFrom('joined', 'socket-lost', 'socket-back', 'due'), back: epochBack }),
      fc.record({ type: fc.constant('closed'), back: epochBack, reason }),
      fc.record({ type: fc.constant('entry-failed'), back: epochBack, failure }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(anyInput, fc.nat(30_000)), { maxLength: 60 }), (inputs) => {
        const drive = new Drive();
        const opened = new Set<number>();
        let openEpoch: number | null = null;
        for (const [input, pauseMs] of inputs) {
          drive.nowMs += pauseMs;
          const before = drive.state;
          const back = 'back' in input ? input.back : 0;
          drive.do({
            ...input,
            epoch: before.epoch - back,
            connectionId: 'con_A',
          } as unknown as SessionInput);
          for (const effect of drive.effects) {
            if (effect.do === 'close') openEpoch = null;
            if (effect.do !== 'open') continue;
            expect(openEpoch, 'two connections at once').to.equal(null);
            expect(opened.has(effect.epoch), 'an attempt runs once').to.equal(false);
            opened.add(effect.epoch);
            openEpoch = effect.epoch;
          }
          expect(drive.epoch).to.be.at.least(before.epoch);
          if (drive.state.phase === 'live') expect(openEpoch).to.equal(drive.epoch);
          if (isOver(drive.state)) expect(openEpoch).to.equal(null);
          if (before.phase === 'ended') expect(drive.state.phase).to.equal('ended');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('backoffMs', () => {
  it('begins at once and never waits longer than ten seconds', () => {
    expect(backoffMs(1)).to.equal(0);
    expect(backoffMs(50)).to.equal(10_000);
  });
});
