import { expect } from 'chai';
import type { LocalDevice } from '../media/local-media.js';
import { checksOf, type Circumstances } from './checks.rules.js';

const device = (more: Partial<LocalDevice> = {}): LocalDevice => {
  return { track: null, on: true, trouble: null, devices: [], chosenId: null, opening: false, ...more };
};
const open = device({ track: {} as MediaStreamTrack });
const all: Circumstances = {
  local: { microphone: open, camera: open },
  entry: 'camera',
  network: { kind: 'reached', rttMs: 40 },
  hasAgreed: true,
};
const shown = (more: Partial<Circumstances>) =>
  Object.fromEntries(checksOf({ ...all, ...more }).map(({ id, state, text }) => [id, [state, text]]));

describe('checksOf', () => {
  it('passes when all is well', () => {
    expect(shown({})).to.deep.equal({
      permission: ['pass', 'allowed'],
      devices: ['pass', 'ready'],
      network: ['pass', 'quick'],
      consent: ['pass', 'agreed'],
    });
  });

  it('asks for permission first, and for the consent last', () => {
    const asking = device({ opening: true });
    const found = shown({ local: { microphone: asking, camera: asking }, hasAgreed: false });
    expect(found['permission']).to.deep.equal(['running', 'asking']);
    expect(found['devices']).to.deep.equal(['running', 'opening']);
    expect(found['consent']).to.deep.equal(['todo', 'agreeBelow']);
  });

  it('tells a refusal from a device that is missing', () => {
    const refused = device({ trouble: 'denied' });
    const [permission, devices] = checksOf({ ...all, local: { microphone: refused, camera: refused } });
    expect(permission).to.deep.include({ state: 'fail', trouble: { about: 'both', kind: 'denied' } });
    expect(devices).to.include({ state: 'warn', trouble: null });
    const missing = { microphone: open, camera: device({ trouble: 'missing' }) };
    const [, found] = checksOf({ ...all, local: missing });
    expect(found).to.deep.include({ state: 'warn', trouble: { about: 'camera', kind: 'missing' } });
  });

  it('needs no devices to listen', () => {
    const refused = device({ trouble: 'denied' });
    const found = shown({ entry: 'listen', local: { microphone: refused, camera: refused } });
    expect([found['permission'], found['devices']]).to.deep.equal([
      ['pass', 'notNeeded'],
      ['pass', 'notNeeded'],
    ]);
  });

  it('warns of a long way, and fails without one', () => {
    expect(shown({ network: { kind: 'reached', rttMs: 400 } })['network']).to.deep.equal(['warn', 'slow']);
    expect(shown({ network: { kind: 'no-socket' } })['network']).to.deep.equal(['fail', 'noSocket']);
    expect(shown({ network: { kind: 'no-api' } })['network']).to.deep.equal(['fail', 'noApi']);
  });
});
