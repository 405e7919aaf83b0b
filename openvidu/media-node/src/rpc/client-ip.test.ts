import { expect } from 'chai';
import { clientIp } from './client-ip.js';

const of = (remoteAddress: string, realIp?: string) =>
  clientIp({ socket: { remoteAddress }, headers: { 'x-real-ip': realIp } } as unknown as Parameters<
    typeof clientIp
  >[0]);

describe('clientIp', () => {
  it('believes a proxy of ours', () => {
    expect(of('127.0.0.1', '198.51.100.7')).to.equal('198.51.100.7');
    expect(of('::ffff:10.0.0.2', '2001:db8::1')).to.equal('2001:db8::1');
  });

  it('believes nobody else, and no nonsense', () => {
    expect(of('203.0.113.5', '198.51.100.7')).to.equal('203.0.113.5');
    expect(of('127.0.0.1', 'me')).to.equal('127.0.0.1');
    expect(of('::ffff:203.0.113.5')).to.equal('203.0.113.5');
  });
});
