import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { iceServersFor, turnCredentials } from './turn-credentials.js';

const defaults = { coturnIp: '192.0.2.7', coturnPort: 3478, sharedSecret: 'shared', servers: [] };
const NOW_MS = 1_700_000_000_000;

describe('turnCredentials', () => {
  it('are what coturn computes from its secret, for a day', () => {
    const { username, credential } = turnCredentials('shared', NOW_MS);
    expect(username).to.match(/^1700086400:[\w-]{8}$/);
    expect(credential).to.equal(createHmac('sha1', 'shared').update(username).digest('base64'));
  });
});

describe('iceServersFor', () => {
  it('gives the TURN server over UDP and TCP', () => {
    const servers = iceServersFor([], defaults, NOW_MS);
    expect(servers.map(({ url }) => url)).to.deep.equal([
      'turn:192.0.2.7:3478',
      'turn:192.0.2.7:3478?transport=tcp',
    ]);
    expect(servers[0]).to.include.keys('username', 'credential');
  });

  it('prefers the connection’s own to the configured, and these to the TURN server', () => {
    const configured = { ...defaults, servers: [{ url: 'stun:configured' }] };
    expect(iceServersFor([], configured, NOW_MS)).to.deep.equal([{ url: 'stun:configured' }]);
    expect(iceServersFor([{ url: 'stun:own' }], configured, NOW_MS)).to.deep.equal([{ url: 'stun:own' }]);
  });

  it('makes credentials from a static secret, and never passes the secret on', () => {
    const [server] = iceServersFor([{ url: 'turn:own', staticAuthSecret: 'hush' }], defaults, NOW_MS);
    expect(server?.username).to.match(/^1700086400:/);
    expect(JSON.stringify(server)).to.not.contain('hush');
  });

  it('is never empty, or browsers would ask public servers', () => {
    expect(
      iceServersFor([], { ...defaults, sharedSecret: null, coturnIp: '2001:db8::1' }, NOW_MS),
    ).to.deep.equal([{ url: 'stun:[2001:db8::1]:3478' }]);
  });
});
