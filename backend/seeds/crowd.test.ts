import { AccessAnswer, ConnectAnswer, INTERNAL_HEADER } from '@seodang/contracts/chat-access';
import { CourseId } from '@seodang/contracts/ids';
import { ChatTicket } from '@seodang/contracts/rooms';
import { expect } from 'chai';
import { INTERNAL_SECRET, useApi } from '../test/api.js';
import { Enrolment } from '../src/enrolment/index.js';
import { seedFreshCrowd, type CrowdMember } from './crowd.js';

describe('a crowd', () => {
  const api = useApi();
  let crowd: CrowdMember[];

  before(async () => {
    crowd = await seedFreshCrowd({ rooms: 2, people: 6 }, api.platform);
  });

  const ask = async (path: string, question: unknown): Promise<unknown> => {
    const answer = await fetch(`${api.baseUrl}/internal/chat/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [INTERNAL_HEADER]: INTERNAL_SECRET },
      body: JSON.stringify(question),
    });
    return answer.json();
  };

  it('fills courses to the last seat', async () => {
    expect(new Set(crowd.map(({ roomId }) => roomId))).to.have.property('size', 2);
    for (const { roomId } of crowd) {
      const seats = await Enrolment.findCourse(CourseId.parse(roomId));
      expect(seats).to.include({ capacity: 3, taken: 3 });
    }
  });

  it('is let into the chat as everybody else is, and into its own room only', async () => {
    const [someone, ...others] = crowd;
    const elsewhere = others.find(({ roomId }) => roomId !== someone?.roomId);
    const client = api.browser();
    client.accessToken = someone?.token ?? null;
    const { status, body } = await client.call('POST', '/api/chat-ticket');
    expect(status).to.equal(201);
    const { ticket } = ChatTicket.parse(body);
    const { person } = ConnectAnswer.parse(await ask('connect', { by: 'ticket', ticket }));
    expect(person).to.include({ userId: someone?.userId, name: someone?.name });
    const roomIds = [someone?.roomId, elsewhere?.roomId];
    const question = { userId: someone?.userId, roomIds, lessonIds: [] };
    const { rooms } = AccessAnswer.parse(await ask('access', question));
    expect(rooms.map(({ room }) => room.id)).to.deep.equal([someone?.roomId]);
    expect(rooms[0]?.room.mayWrite).to.equal(true);
  });
});
