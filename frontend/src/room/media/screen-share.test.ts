import { expect } from 'chai';
import { FakePort, FakeTrack, FakeWaits, settled, streamOf, ticket } from '../../../test/fake-media.js';
import { ScreenShare } from './screen-share.js';

function sharing(getDisplayMedia: () => Promise<MediaStream>) {
  const port = new FakePort();
  const waits = new FakeWaits();
  const troubles: unknown[] = [];
  const share = new ScreenShare({
    port,
    ticket: () => Promise.resolve(ticket('con_1', 'screen')),
    media: { getDisplayMedia },
    wait: waits.wait,
    onTrouble: (error) => troubles.push(error),
  });
  return { share, port, waits, troubles };
}

describe('ScreenShare', () => {
  it('sends the screen over a connection of its own, which receives nothing', async () => {
    const picture = new FakeTrack('video');
    const { share, port } = sharing(() => Promise.resolve(streamOf([picture])));
    await share.start();
    expect(share.state.value).to.equal('on');
    expect(port.last.options.receive).to.equal(false);
    expect(port.last.published[0]?.video).to.equal(picture);
  });

  it('takes a change of mind for no trouble', async () => {
    const { share, port, troubles } = sharing(() =>
      Promise.reject(new DOMException('no', 'NotAllowedError')),
    );
    await share.start();
    expect(share.state.value).to.equal('off');
    expect(port.connections).to.have.length(0);
    expect(troubles).to.deep.equal([]);
  });

  it('ends with the button of the browser', async () => {
    const picture = new FakeTrack('video');
    const { share, port } = sharing(() => Promise.resolve(streamOf([picture])));
    await share.start();
    picture.unplug();
    expect(share.state.value).to.equal('off');
    expect(port.last.left).to.equal(true);
  });

  it('comes back after a lost connection without asking for the screen again', async () => {
    const picture = new FakeTrack('video');
    let asked = 0;
    const { share, port, waits } = sharing(() => {
      asked += 1;
      return Promise.resolve(streamOf([picture]));
    });
    await share.start();
    port.last.say({ type: 'closed', reason: 'network' });
    expect(share.state.value).to.equal('restoring');
    waits.pass();
    await settled();
    expect(share.state.value).to.equal('on');
    expect(port.connections).to.have.length(2);
    expect(asked).to.equal(1);
  });

  it('stops with the lesson', async () => {
    const picture = new FakeTrack('video');
    const { share, port } = sharing(() => Promise.resolve(streamOf([picture])));
    await share.start();
    port.last.say({ type: 'closed', reason: 'session-ended' });
    expect(share.state.value).to.equal('off');
    expect(picture.readyState).to.equal('ended');
  });

  it('says when the screen could not be sent, and lets it go', async () => {
    const picture = new FakeTrack('video');
    const { share, port, troubles } = sharing(() => Promise.resolve(streamOf([picture])));
    port.refusal = new Error('away');
    await share.start();
    expect(troubles).to.deep.equal([port.refusal]);
    expect(share.state.value).to.equal('off');
    expect(picture.readyState).to.equal('ended');
  });
});
