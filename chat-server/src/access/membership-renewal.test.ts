import { RoomId, UserId } from '@seodang/contracts/ids';
import { newId } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import type { BackendClient } from './backend.client.js';
import { MembershipRenewal } from './membership-renewal.js';
import type { Membership } from './membership.js';

const membershipOf = (userId: UserId) => ({ self: { id: userId } }) as Membership;

describe('the renewal of memberships', () => {
  it('asks once about all who come, and tells each their own', async () => {
    const [roomId, member, stranger] = [newId(RoomId), newId(UserId), newId(UserId)];
    const asked: unknown[] = [];
    const memberships: BackendClient['memberships'] = (people) => {
      asked.push(people);
      return Promise.resolve(people.map(({ userId }) => (userId === member ? [membershipOf(userId)] : [])));
    };
    const renewal = new MembershipRenewal({ memberships });
    const answers = await Promise.all([renewal.ask(stranger, roomId), renewal.ask(member, roomId)]);
    expect(answers).to.deep.equal([null, membershipOf(member)]);
    expect(asked).to.deep.equal([[stranger, member].map((userId) => ({ userId, roomIds: [roomId] }))]);
    expect(await renewal.ask(member, roomId)).to.deep.equal(membershipOf(member));
    expect(asked).to.have.length(2);
  });
});
