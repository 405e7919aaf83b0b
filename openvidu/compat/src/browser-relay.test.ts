import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { seesAndHears } from './browser/media.js';
import { openSession } from './support/rest.js';
import type { Json } from './support/rest.js';
import { Member } from './support/member.js';

describe('openvidu-browser: TURN (skipped when joinRoom names no TURN server)', () => {
  const room = useClassroom();

  before(async function () {
    const probe = await Member.join(await openSession('probe'));
    const offersTurn = (probe.joined['customIceServers'] as Json[]).some((server) =>
      /^turns?:/.test(String(server['url'])),
    );
    await probe.leave();
    if (!offersTurn) this.skip();
  });

  it('carries camera and sound both ways when both sides may use nothing but the relay', async () => {
    const session = await openSession('relay');
    const options = { relayOnly: true };
    const [ann, bob] = [
      await room.classroom.join(session, 'ann', { options }),
      await room.classroom.join(session, 'bob', { options }),
    ];
    const [a, b] = [await ann.publish(), await bob.publish()];
    await Promise.all([seesAndHears(bob, a), seesAndHears(ann, b)]);
    for (const report of [...(await ann.reports()), ...(await bob.reports())]) {
      expect(report.candidateType, `${report.direction} ${report.streamId}`).to.equal('relay');
    }
  });
});
