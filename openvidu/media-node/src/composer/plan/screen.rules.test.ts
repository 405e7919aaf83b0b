import { expect } from 'chai';
import { showsScreen } from './screen.rules.js';

describe('what is a shared screen', () => {
  const said = (typeOfVideo: string | null, kind: string) =>
    showsScreen({ typeOfVideo, serverData: JSON.stringify({ userId: 'u', kind }) });

  it('is what says so of itself', () => {
    expect(said('SCREEN', 'camera')).to.equal(true);
    expect(said('CAMERA', 'screen')).to.equal(false);
    expect(said(null, 'screen')).to.equal(false);
  });

  it('is a track of an app’s own where its server says so', () => {
    expect(said('CUSTOM', 'screen')).to.equal(true);
    expect(said('CUSTOM', 'camera')).to.equal(false);
    expect(showsScreen({ typeOfVideo: 'CUSTOM', serverData: '' })).to.equal(false);
  });
});
