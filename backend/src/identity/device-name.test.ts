import { expect } from 'chai';
import { deviceNameOf } from './device-name.js';

const LINUX_CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

describe('deviceNameOf', () => {
  it('names browser and system', () => {
    expect(deviceNameOf(LINUX_CHROME)).to.equal('Chrome · Linux');
    expect(deviceNameOf(IPHONE)).to.equal('Safari · iOS');
  });

  it('is short, whatever it is told', () => {
    for (const userAgent of ['', '\u0000', 'x'.repeat(10_000), `(${'('.repeat(5000)}`]) {
      expect(deviceNameOf(userAgent).length).to.be.at.most(80);
    }
    expect(deviceNameOf('')).to.equal('');
  });
});
