import { expect } from 'chai';
import { openViduIds, rpcSessionId } from './ids.js';

describe('ids', () => {
  it('have OpenVidu’s shapes', () => {
    expect(openViduIds.session()).to.match(/^ses_[A-Z][A-Za-z0-9]{9}$/);
    expect(openViduIds.connection()).to.match(/^con_[A-Z][A-Za-z0-9]{9}$/);
    expect(openViduIds.token()).to.match(/^tok_[A-Z][A-Za-z0-9]{15}$/);
    expect(openViduIds.stream('CAM', 'con_A')).to.match(/^str_CAM_[A-Z][A-Za-z0-9]{3}_con_A$/);
    expect(rpcSessionId()).to.match(/^[A-Z][A-Za-z0-9]{31}$/);
  });
});
