import { expect } from 'chai';
import { janusConfig, type JanusConfigOptions } from './janus-config.js';
import { findJanusFolders } from './janus-folders.js';

const media = {
  configFolder: '/srv/janus',
  folders: {
    pluginsFolder: '/lib/plugins',
    transportsFolder: '/lib/transports',
    plugins: ['libjanus_echotest.so', 'libjanus_sip.so', 'libjanus_videoroom.so'],
    transports: ['libjanus_http.so', 'libjanus_websockets.so'],
  },
  mediaIp: '127.0.0.100',
  rtpPorts: { from: 20000, to: 20999 },
  apiSecret: 'api',
  adminSecret: 'admin',
  eventLoops: 2,
};
const options: JanusConfigOptions = { ...media, apiPort: 10188, adminPort: 10189 };

describe('janusConfig', () => {
  it('leaves VideoRoom and WebSockets only', () => {
    const core = janusConfig(options)['janus.jcfg'];
    expect(core).to.contain('disable = "libjanus_echotest.so,libjanus_sip.so"\n');
    expect(core).to.contain('disable = "libjanus_http.so"\n');
  });

  it('listens for both APIs on this machine only', () => {
    const websockets = janusConfig(options)['janus.transport.websockets.jcfg'] ?? '';
    expect(websockets).to.contain('ws_ip = "127.0.0.1"').and.to.contain('admin_ws_ip = "127.0.0.1"');
    expect(websockets).to.contain('ws_port = 10188').and.to.contain('admin_ws_port = 10189');
  });

  it('listens on sockets instead when it is given a folder for them', () => {
    const files = janusConfig({ ...media, socketFolder: '/run/janus' });
    const websockets = files['janus.transport.websockets.jcfg'] ?? '';
    expect(websockets).to.contain('ws_unix = "/run/janus/api.sock"');
    expect(websockets).to.contain('admin_ws_unix = "/run/janus/admin.sock"');
    expect(websockets).to.not.match(/ws_(ip|port)/);
  });

  it('binds media to the address and the ports that it is given', () => {
    const core = janusConfig(options)['janus.jcfg'];
    expect(core).to.contain('ice_enforce_list = "127.0.0.100"').and.to.contain('ice_lite = true');
    expect(core).to.contain('rtp_port_range = "20000-20999"').and.to.contain('event_loops = 2');
  });

  it('names its public address behind a NAT, without ICE-lite, and keeps its own for who is beside it', () => {
    const core = janusConfig({ ...options, publicIp: '203.0.113.5' })['janus.jcfg'];
    expect(core).to.contain('nat_1_1_mapping = "203.0.113.5"').and.to.contain('keep_private_host = true');
    expect(core).to.contain('ice_lite = false').and.to.contain('ice_enforce_list = "127.0.0.100"');
    expect(janusConfig(options)['janus.jcfg']).to.not.contain('nat_1_1_mapping');
  });

  it('writes a secret so that it cannot end its own quotes', () => {
    const core = janusConfig({ ...options, apiSecret: 'a"; x = "b\\' })['janus.jcfg'];
    expect(core).to.contain(String.raw`api_secret = "a\"; x = \"b\\"` + '\n');
    expect(() => janusConfig({ ...options, apiSecret: 'a\nb' })).to.throw(RangeError);
  });

  it('refuses numbers that cannot be', () => {
    expect(() => janusConfig({ ...options, apiPort: 0 })).to.throw(RangeError);
    expect(() => janusConfig({ ...options, adminPort: 10188 })).to.throw(RangeError);
    expect(() => janusConfig({ ...options, rtpPorts: { from: 21000, to: 20000 } })).to.throw(RangeError);
    expect(() => janusConfig({ ...options, eventLoops: 0 })).to.throw(RangeError);
  });
});

describe('findJanusFolders', () => {
  it('finds the modules of the Janus that is installed', () => {
    const folders = findJanusFolders();
    expect(folders.plugins).to.include('libjanus_videoroom.so');
    expect(folders.transports).to.include('libjanus_websockets.so');
  });

  it('says what to do when there is none', () => {
    expect(() => findJanusFolders(['/nonexistent'])).to.throw('install the package "janus"');
  });
});
