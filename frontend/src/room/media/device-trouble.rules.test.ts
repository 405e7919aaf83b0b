import { expect } from 'chai';
import { permissionHelp, toDeviceTrouble } from './device-trouble.rules.js';

describe('device troubles', () => {
  it('tells refused, missing and taken devices apart', () => {
    expect(toDeviceTrouble('NotAllowedError')).to.equal('denied');
    expect(toDeviceTrouble('NotFoundError')).to.equal('missing');
    expect(toDeviceTrouble('NotReadableError')).to.equal('in-use');
    expect(toDeviceTrouble('Whatever')).to.equal('failed');
  });

  it('knows where each browser hides its permission', () => {
    const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36';
    expect(permissionHelp(chrome)).to.equal('chrome');
    expect(permissionHelp(`${chrome} Edg/156.0.0.0`)).to.equal('edge');
    expect(permissionHelp('Mozilla/5.0 (Macintosh) Version/18.0 Safari/605.1.15')).to.equal('safari');
    expect(permissionHelp('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/604.1')).to.equal('ios');
    expect(permissionHelp('Mozilla/5.0 (Linux; Android 15) Chrome/156.0 KAKAOTALK 11.0')).to.equal('in-app');
  });
});
