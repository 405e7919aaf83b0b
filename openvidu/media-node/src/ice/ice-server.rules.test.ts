import { expect } from 'chai';
import { iceServerMistake, parseIceServer } from './ice-server.rules.js';

const login = { username: 'ann', credential: 'secret' };

describe('iceServerMistake', () => {
  it('takes what browsers can use', () => {
    for (const server of [
      { url: 'stun:stun.example.com' },
      { url: 'stuns:192.0.2.1:5349' },
      { url: 'stun:[2001:db8::1]:3478' },
      { url: 'turn:turn.example.com:3478?transport=tcp', ...login },
      { url: 'turns:turn.example.com:443', staticAuthSecret: 'secret' },
    ])
      expect(iceServerMistake(server), server.url).to.equal(null);
  });

  it('names what is wrong with the rest', () => {
    for (const [server, mistake] of [
      [{ url: 'http://example.com' }, 'STUN or TURN'],
      [{ url: 'stun:' }, 'STUN or TURN'],
      [{ url: 'stun:under_score' }, 'host'],
      [{ url: 'stun:300.1.1.1' }, 'host'],
      [{ url: 'stun:a:0' }, 'port'],
      [{ url: 'turn:a:65536', ...login }, 'port'],
      [{ url: 'stun:a?transport=udp' }, 'transport'],
      [{ url: 'turn:a' }, 'username'],
      [{ url: 'turn:a', username: 'ann' }, 'username'],
      [{ url: 'turn:a', staticAuthSecret: 's', ...login }, 'excludes'],
      [{ url: 'stun:a', ...login }, 'no credentials'],
    ] as const)
      expect(iceServerMistake(server), JSON.stringify(server)).to.contain(mistake);
  });
});

describe('parseIceServer', () => {
  it('reads the lines of OpenVidu’s configuration', () => {
    expect(parseIceServer('url=turns:a:443,staticAuthSecret=s=1')).to.deep.equal({
      ...{ url: 'turns:a:443', username: null, credential: null, staticAuthSecret: 's=1' },
    });
    expect(parseIceServer('turns:a:443')).to.contain('key=value');
  });
});
