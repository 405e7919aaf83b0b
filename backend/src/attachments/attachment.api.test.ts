import { randomBytes } from 'node:crypto';
import { AttachmentsAnswer, INTERNAL_HEADER } from '@seodang/contracts/chat-access';
import { Problem } from '@seodang/contracts/problem';
import { AttachmentView } from '@seodang/contracts/rooms';
import { expect } from 'chai';
import sharp from 'sharp';
import { INTERNAL_SECRET, useApi, type Client } from '../../test/api.js';
import { enrol, makeClass, makeUser } from '../../test/factories.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import { newUuid } from '@seodang/server-kit/ids';
import { RoomDirectory } from '../rooms/index.js';
import { Attachment } from './attachment.model.js';
import { AttachmentService } from './attachment.service.js';

describe('attachments', () => {
  const api = useApi();
  const PNG = { 'Content-Type': 'image/png' };
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: { r: 200, g: 40, b: 40 } } });
  const post = (client: Client, roomId: string, body: Buffer, name = 'photo.jpg') =>
    client.call('POST', `/api/rooms/${roomId}/attachments?name=${encodeURIComponent(name)}`, {
      body,
      headers: { 'Content-Type': 'image/jpeg' },
    });

  async function attach(
    client: Client,
    roomId: string,
    body: Buffer,
    name?: string,
  ): Promise<AttachmentView> {
    const answer = await post(client, roomId, body, name);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return AttachmentView.parse(answer.body);
  }

  const get = (client: Client, path: string) =>
    fetch(`${api.baseUrl}${path}`, { headers: { Authorization: `Bearer ${client.accessToken ?? ''}` } });

  async function ask(
    body: unknown,
    headers: Record<string, string> = { [INTERNAL_HEADER]: INTERNAL_SECRET },
    route = 'attachments',
  ) {
    const answer = await fetch(`${api.baseUrl}/internal/chat/${route}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** The service as the worker has it. */
  function asWorker(): AttachmentService {
    const limited = { name: 'any', points: 1, perSec: 1, withoutRedis: 'open' } as const;
    const limit = new RateLimit(api.platform.redis, limited);
    return new AttachmentService({ ...api.platform, directory: new RoomDirectory(), limit });
  }

  async function makeRoom() {
    const made = await makeClass();
    return { ...made, roomId: made.course.id, client: await api.as(made.student) };
  }

  it('are what people have, made anew in two sizes without a note of place or camera', async () => {
    const { client, roomId, instructor } = await makeRoom();
    const reader = await api.as(instructor);
    const noted = picture(2400, 1200).withExif({ IFD0: { Make: 'Secret Camera' } });
    for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
      const upload = await noted.clone().toFormat(format, { effort: 1 }).toBuffer();
      const made = await attach(client, roomId, upload, '../사진\u0000.jpg');
      expect(made).to.deep.include({ name: '사진.jpg', width: 1600, height: 800 });
      for (const [size, width] of [
        ['full', 1600],
        ['preview', 480],
      ] as const) {
        const answer = await get(reader, `/api/attachments/${made.id}/${size}.webp`);
        expect(Object.fromEntries(answer.headers), format).to.include({
          'content-type': 'image/webp',
          'cache-control': 'private, no-cache',
          'content-security-policy': "default-src 'none'; sandbox",
          'x-content-type-options': 'nosniff',
        });
        const bytes = Buffer.from(await answer.arrayBuffer());
        expect(bytes.includes('Secret Camera')).to.equal(false);
        expect(await sharp(bytes).metadata()).to.include({ format: 'webp', width, height: width / 2 });
      }
    }
  });

  it('are no larger than they were', async () => {
    const { client, roomId } = await makeRoom();
    expect(await attach(client, roomId, await picture(30, 20).png().toBuffer())).to.include({
      width: 30,
      height: 20,
    });
  });

  it('refuse what is no picture, cut short, or a trap', async () => {
    const { client, roomId } = await makeRoom();
    const whole = await picture(900, 900).jpeg().toBuffer();
    const uploads = {
      nothing: Buffer.alloc(0),
      noise: randomBytes(5_000),
      page: Buffer.from('<html><script>alert(1)</script></html>'),
      drawing: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      half: whole.subarray(0, whole.length / 2),
      huge: await picture(9_000, 9_000).png().toBuffer(),
    };
    for (const [what, upload] of Object.entries(uploads)) {
      const { status, body } = await post(client, roomId, upload);
      expect([what, status, Problem.parse(body).code]).to.deep.equal([what, 400, 'attachment.unreadable']);
    }
    const { status, body } = await post(client, roomId, Buffer.alloc(11 * 1024 * 1024));
    expect([status, Problem.parse(body).code]).to.deep.equal([413, 'request.too_large']);
  });

  it('come from who may write, and are seen by who is in the room', async () => {
    const { client, roomId, course, instructor } = await makeRoom();
    const upload = await picture(40, 40).png().toBuffer();
    const { id } = await attach(client, roomId, upload);
    const stranger = await api.as(await makeUser());
    const path = `/api/attachments/${id}/full.webp`;
    expect((await stranger.refused('GET', path)).code).to.equal('attachment.not_found');
    expect((await api.browser().refused('GET', path)).code).to.equal('auth.required');
    for (const wrong of [
      `/api/attachments/${newUuid()}/full.webp`,
      `/api/attachments/${id}/large.webp`,
      '/api/attachments/x/full.webp',
    ]) {
      expect((await client.refused('GET', wrong)).code).to.equal('attachment.not_found');
    }
    const to = `/api/rooms/${roomId}/attachments`;
    expect((await stranger.refused('POST', to, { body: upload, headers: PNG })).code).to.equal(
      'room.not_found',
    );
    expect((await api.browser().refused('POST', to, { body: upload, headers: PNG })).code).to.equal(
      'auth.required',
    );
    expect((await client.refused('POST', `${to}?more=1`, { body: upload, headers: PNG })).code).to.equal(
      'request.invalid',
    );
    await (
      await api.as(instructor)
    ).call('PATCH', `/api/rooms/${roomId}`, { body: { writers: 'instructors' } });
    expect((await client.refused('POST', to, { body: upload, headers: PNG })).code).to.equal(
      'room.read_only',
    );
    await client.call('DELETE', `/api/courses/${course.id}/enrolment`);
    expect((await client.refused('GET', path)).code).to.equal('attachment.not_found');
  });

  it('are ten an hour for one person', async () => {
    const { client, roomId } = await makeRoom();
    const upload = await picture(4, 4).png().toBuffer();
    for (let nth = 0; nth < 10; nth += 1) await attach(client, roomId, upload);
    const { status, headers } = await post(client, roomId, upload);
    expect(status).to.equal(429);
    expect(Number(headers.get('retry-after'))).to.be.within(3_000, 3_600);
  });

  it('are told to the chat-server when they are this person’s in this room', async () => {
    const { client, roomId, student, lesson, course } = await makeRoom();
    const other = await makeUser();
    await enrol(other, course);
    const upload = await picture(8, 8).png().toBuffer();
    const [one, two] = [
      await attach(client, roomId, upload, 'a.png'),
      await attach(client, roomId, upload, 'b.png'),
    ];
    const question = { userId: student.id, roomId, attachmentIds: [two.id, newUuid(), one.id] };
    const { status, body } = await ask(question);
    expect(status).to.equal(200);
    expect(AttachmentsAnswer.parse(body).attachments).to.deep.equal([two, one]);
    for (const change of [{ userId: other.id }, { roomId: lesson.id }, { attachmentIds: [] }]) {
      expect((await ask({ ...question, ...change })).body).to.deep.equal({ attachments: [] });
    }
    expect((await ask(question, {})).status).to.equal(401);
    expect((await ask({ ...question, roomId: 'x' })).status).to.equal(400);
  });

  const forget = (attachmentIds: string[], headers?: Record<string, string>) =>
    ask({ attachmentIds }, headers, 'forget-attachments');

  it('of a deleted message are for operators only, for a month, and then for nobody', async () => {
    const { client, roomId, student } = await makeRoom();
    const operator = await api.as(await makeUser({ roles: ['student', 'operator'] }));
    const upload = await picture(8, 8).png().toBuffer();
    const [gone, kept] = [await attach(client, roomId, upload), await attach(client, roomId, upload)];
    const path = ({ id }: AttachmentView) => `/api/attachments/${id}/full.webp`;
    expect((await get(operator, path(gone))).status, 'reported, not yet judged').to.equal(200);
    const seen = await get(client, path(gone));
    const again = (attachment: AttachmentView) =>
      fetch(`${api.baseUrl}${path(attachment)}`, {
        headers: {
          Authorization: `Bearer ${client.accessToken ?? ''}`,
          'Cache-Control': 'max-age=0',
          'If-None-Match': seen.headers.get('etag') ?? '',
        },
      });
    expect((await again(gone)).status, 'the browser has it').to.equal(304);

    expect((await forget([gone.id], {})).status, 'without the secret').to.equal(401);
    expect((await forget(['x'])).status).to.equal(400);
    for (const ids of [[gone.id], [gone.id, newUuid()]]) {
      expect(await forget(ids)).to.deep.equal({ status: 200, body: {} });
    }
    expect((await client.refused('GET', path(gone))).code).to.equal('attachment.not_found');
    expect((await again(gone)).status, 'the browser has it').to.equal(404);
    expect((await get(client, path(kept))).status).to.equal(200);
    expect((await get(operator, path(gone))).status).to.equal(200);
    const question = { userId: student.id, roomId, attachmentIds: [gone.id] };
    expect((await ask(question)).body, 'taken by another message').to.deep.equal({ attachments: [] });

    const worker = asWorker();
    api.clock.forward({ days: 29 });
    await forget([gone.id]);
    await worker.removeForgotten();
    const reader = await api.as(await makeUser({ roles: ['student', 'operator'] }));
    expect((await get(reader, path(gone))).status).to.equal(200);
    api.clock.forward({ days: 1, sec: 1 });
    await worker.removeForgotten();
    expect(await Attachment.count({ where: { id: gone.id } })).to.equal(0);
    expect(await Attachment.count({ where: { id: kept.id } })).to.equal(1);
  });

  it('are forgotten when no message took them for a day', async () => {
    const { client, roomId, student } = await makeRoom();
    const upload = await picture(8, 8).png().toBuffer();
    const [used, unused] = [await attach(client, roomId, upload), await attach(client, roomId, upload)];
    await ask({ userId: student.id, roomId, attachmentIds: [used.id] });
    const worker = asWorker();
    await worker.forgetUnused();
    expect(await Attachment.count({ where: { roomId } })).to.equal(2);
    api.clock.forward({ days: 1, sec: 1 });
    await worker.forgetUnused();
    const left = await Attachment.findAll({ attributes: ['id'], where: { roomId } });
    expect(left.map(({ id }) => id)).to.deep.equal([used.id]);
    expect(unused.id).not.to.equal(used.id);
  });
});
