import { expect } from 'chai';
import { RefreshCookie } from './refresh-cookie.js';

describe('RefreshCookie', () => {
  it('is protected over https and on the machine itself', () => {
    for (const origin of ['https://seodang.example', 'http://localhost:8080', 'http://127.0.0.1:8080']) {
      expect(new RefreshCookie(origin).isSecure, origin).to.equal(true);
    }
  });

  it('cannot be over plain http to another machine, nor to one that is only named like ours', () => {
    for (const origin of [
      'http://192.168.0.20:8080',
      'http://localhost.evil.example',
      'http://127.0.0.1.evil.example',
    ]) {
      expect(new RefreshCookie(origin).isSecure, origin).to.equal(false);
    }
  });
});
