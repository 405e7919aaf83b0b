import { expect } from 'chai';
import { ConfigError, publicHost, publicUrl, readConfig } from './config.js';

const NEEDED = {
  ...{ DOMAIN_OR_PUBLIC_IP: 'class.example', OPENVIDU_SECRET: 'secret' },
  ...{ JANUS_URL: 'ws://127.0.0.1:1', JANUS_ADMIN_URL: 'ws://127.0.0.1:2' },
  ...{ JANUS_API_SECRET: 'a', JANUS_ADMIN_SECRET: 'b' },
};

describe('readConfig', () => {
  it('has OpenVidu’s defaults', () => {
    expect(readConfig(NEEDED)).to.include({
      ...{ HTTPS_PORT: 443, OPENVIDU_WEBHOOK: false, OPENVIDU_RECORDING: false, COTURN_PORT: 3478 },
      ...{ OPENVIDU_SESSIONS_GARBAGE_INTERVAL: 900, OPENVIDU_STREAMS_VIDEO_MAX_RECV_BANDWIDTH: 1000 },
    });
  });

  it('names everything that is missing or wrong at once, and shows no values', () => {
    const wrong = { ...NEEDED, OPENVIDU_SECRET: 'not allowed!', HTTPS_PORT: 'x', JANUS_URL: undefined };
    expect(() => readConfig(wrong)).to.throw(
      ConfigError,
      /OPENVIDU_SECRET[^]*HTTPS_PORT|HTTPS_PORT[^]*OPENVIDU_SECRET/,
    );
    expect(() => readConfig(wrong)).to.throw(/JANUS_URL/);
    expect(() => readConfig(wrong)).to.not.throw(/not allowed!/);
  });

  it('reads lists as JSON and the way OpenVidu’s samples write them', () => {
    const lists = {
      OPENVIDU_WEBHOOK_HEADERS: '["Authorization: Basic x: y","X-Seodang-Hook: z"]',
      OPENVIDU_WEBHOOK_EVENTS: '[sessionCreated, participantLeft]',
      OPENVIDU_WEBRTC_ICE_SERVERS: '["url=turns:a:443,username=u,credential=c"]',
    };
    const config = readConfig({ ...NEEDED, ...lists });
    expect(config.OPENVIDU_WEBHOOK_HEADERS).to.deep.equal([
      ['Authorization', 'Basic x: y'],
      ['X-Seodang-Hook', 'z'],
    ]);
    expect(config.OPENVIDU_WEBHOOK_EVENTS).to.deep.equal(['sessionCreated', 'participantLeft']);
    expect(config.OPENVIDU_WEBRTC_ICE_SERVERS[0]).to.include({ url: 'turns:a:443', username: 'u' });
  });

  it('refuses what OpenVidu refuses', () => {
    for (const wrong of [
      { OPENVIDU_WEBHOOK: 'true' },
      { OPENVIDU_WEBHOOK_EVENTS: '["sessionExploded"]' },
      { OPENVIDU_WEBHOOK_HEADERS: '["no colon"]' },
      { OPENVIDU_WEBRTC_ICE_SERVERS: '["url=stun:a,username=u"]' },
      { OPENVIDU_RECORDING_PATH: 'recordings' },
      { OPENVIDU_RECORDING_NOTIFICATION: 'everybody' },
      { OPENVIDU_RECORDING_PUBLIC_ACCESS: 'true' },
      { OPENVIDU_STREAMS_FORCED_VIDEO_CODEC: 'AV1' },
    ])
      expect(() => readConfig({ ...NEEDED, ...wrong }), JSON.stringify(wrong)).to.throw(ConfigError);
  });

  it('takes its address from the public origin, unless it is told by OpenVidu’s own names', () => {
    const under = (env: Record<string, string>) =>
      publicUrl(readConfig({ ...NEEDED, DOMAIN_OR_PUBLIC_IP: undefined, ...env }));
    expect(under({ PUBLIC_ORIGIN: 'https://class.example' })).to.equal('https://class.example/');
    expect(under({ PUBLIC_ORIGIN: 'http://localhost:8080' })).to.equal('http://localhost:8080/');
    expect(under({ PUBLIC_ORIGIN: 'http://localhost' })).to.equal('http://localhost/');
    expect(under({ PUBLIC_ORIGIN: 'https://class.example', HTTPS_PORT: '4443' })).to.contain(':4443/');
    expect(() => under({ PUBLIC_ORIGIN: 'class.example' })).to.throw(ConfigError, 'PUBLIC_ORIGIN');
  });

  it('reaches Janus by a port or by a socket', () => {
    const socket = 'ws+unix:/run/janus/api.sock';
    expect(readConfig({ ...NEEDED, JANUS_URL: socket })).to.include({ JANUS_URL: socket });
    expect(() => readConfig({ ...NEEDED, JANUS_URL: 'http://janus' })).to.throw(ConfigError, 'JANUS_URL');
  });

  it('leaves the usual port of its scheme out of addresses', () => {
    expect(publicUrl(readConfig(NEEDED))).to.equal('https://class.example/');
    const plain = { ...NEEDED, FORCE_PLAIN_HTTP: 'true' };
    expect(publicHost(readConfig({ ...plain, HTTPS_PORT: '8080' }))).to.equal('class.example:8080');
    expect(publicUrl(readConfig({ ...plain, HTTPS_PORT: '80' }))).to.equal('http://class.example/');
  });
});
