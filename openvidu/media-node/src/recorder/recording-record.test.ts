import { expect } from 'chai';
import fc from 'fast-check';
import type { RecordingStatus } from '@seodang/contracts/openvidu/rest';
import { fromStored, Recording, StoredRecording } from './recording.js';
import { RecorderError } from './recorder-error.js';
import { toProperties } from './recording-properties.js';

const STATUSES: RecordingStatus[] = ['starting', 'started', 'stopped', 'ready', 'failed'];
const ORDER: Readonly<Record<RecordingStatus, number>> = {
  ...{ starting: 0, started: 1, stopped: 2, ready: 3, failed: 3 },
};

const recording = (wish = {}, defaults = {}) =>
  new Recording({
    ...{ id: 'math~1', sessionId: 'math', uniqueSessionId: 'math_1', createdAtMs: 1000 },
    properties: toProperties(wish, defaults, 'math~1'),
  });

describe('a recording', () => {
  it('only ever goes on, and not at all once it is over', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES), { maxLength: 12 }), (wishes) => {
        const one = recording();
        for (const wish of wishes) {
          const before = one.status;
          const isOver = one.isOver;
          try {
            one.become(wish);
          } catch {
            expect(one.status).to.equal(before);
            continue;
          }
          expect(isOver).to.equal(false);
          expect(ORDER[one.status]).to.be.above(ORDER[before]);
        }
      }),
    );
  });

  it('is the same after it was written down and read', () => {
    for (const wish of [
      { outputMode: 'INDIVIDUAL' as const, name: 'each' },
      { recordingLayout: 'CUSTOM' as const, customLayout: 'BEST_FIT+names', resolution: '640x480' },
      { hasVideo: false },
    ]) {
      const one = recording(wish);
      one.become('started');
      one.sizeBytes = 17;
      one.durationS = 2.5;
      const wire = one.toWire('https://school.example/');
      const text = JSON.stringify({ ...wire, uniqueSessionId: one.uniqueSessionId });
      const read = fromStored(StoredRecording.parse(JSON.parse(text)));
      expect(read.toWire('https://school.example/')).to.deep.equal(wire);
      expect(read.uniqueSessionId).to.equal('math_1');
    }
  });

  it('shows the fields of its mode, and where its file is once it is over', () => {
    const individual = recording({ outputMode: 'INDIVIDUAL', resolution: 'ignored', frameRate: 999 });
    expect(individual.toWire('/')).to.have.all.keys([
      ...['id', 'object', 'name', 'outputMode', 'sessionId', 'createdAt', 'size', 'duration', 'url'],
      ...['hasAudio', 'hasVideo', 'status'],
    ]);
    expect(individual.toWire('/').url).to.equal(null);
    individual.become('failed');
    expect(individual.toWire('/').url).to.equal('/openvidu/recordings/math~1/math~1.zip');
    expect(recording().toWire('/'))
      .to.include({ recordingLayout: 'BEST_FIT' })
      .and.not.have.property('customLayout');
  });

  it('takes what is wished before what is usual in its session, and null for nothing', () => {
    const usual = { name: 'usual', hasAudio: false, frameRate: 10, outputMode: 'COMPOSED' };
    expect(toProperties({}, usual, 'id')).to.include({ name: 'usual', hasAudio: false, frameRate: 10 });
    expect(toProperties({ name: '', frameRate: null }, usual, 'id')).to.include({
      name: 'usual',
      frameRate: 10,
    });
    expect(toProperties({ name: 'mine', hasAudio: true }, usual, 'id')).to.include({
      name: 'mine',
      hasAudio: true,
    });
    expect(toProperties({}, {}, 'id')).to.include({ name: 'id', resolution: '1280x720', shmSize: 536870912 });
    expect(() => toProperties({ hasVideo: false }, usual, 'id')).to.throw(RecorderError);
  });
});
