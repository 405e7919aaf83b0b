import { randomBytes } from 'node:crypto';
import { CourseView } from '@seodang/contracts/courses';
import { expect } from 'chai';
import sharp from 'sharp';
import { ORIGIN, useApi, type Client } from '../../test/api.js';
import { makeClass, makeCourse, makeInstructor } from '../../test/factories.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import { CatalogueService } from './catalogue.service.js';
import { CourseDirectory } from './course-directory.js';
import { CourseCover } from './cover.model.js';
import { CoverService } from './cover.service.js';
import { Course } from './course.model.js';

const RED = { r: 200, g: 40, b: 40 };

describe('covers API', () => {
  const api = useApi();
  const picture = (width: number, height: number, background = RED) =>
    sharp({ create: { width, height, channels: 3, background } });
  const put = (client: Client, id: string, body: Buffer, type = 'image/jpeg') =>
    client.call('PUT', `/api/courses/${id}/cover`, { body, headers: { 'Content-Type': type } });
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${api.baseUrl}${path}`, { headers });

  /** As the worker has it. */
  function coverService(): CoverService {
    const limit = new RateLimit(api.platform.redis, {
      name: 'any',
      points: 1,
      perSec: 1,
      withoutRedis: 'open',
    });
    const parts = { catalogue: new CatalogueService(api.platform), directory: new CourseDirectory(), limit };
    return new CoverService({ ...api.platform, ...parts });
  }

  async function makeOwn() {
    const instructor = await makeInstructor();
    const course = await makeCourse({ instructorId: instructor.id });
    return { course, client: await api.as(instructor) };
  }

  async function upload(client: Client, id: string, body: Buffer) {
    const answer = await put(client, id, body);
    const { image } = CourseView.parse(answer.body).cover;
    if (!image) throw new Error('there is no picture');
    return image;
  }

  it('takes what people have, and serves it as WebP, 16:9, for ever', async () => {
    const { client, course } = await makeOwn();
    const noise = sharp(randomBytes(640 * 640 * 3), { raw: { width: 640, height: 640, channels: 3 } });
    for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
      const image = await upload(
        client,
        course.id,
        await noise.clone().toFormat(format, { effort: 1 }).toBuffer(),
      );
      for (const [path, width] of [
        [image.w480, 480],
        [image.w960, 960],
      ] as const) {
        const response = await get(path);
        expect(Object.fromEntries(response.headers), format).to.include({
          'content-type': 'image/webp',
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        });
        const meta = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
        expect(meta).to.include({ format: 'webp', width, height: (width * 9) / 16 });
        const etag = response.headers.get('etag') ?? '';
        const again = await get(path, { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' });
        expect([again.status, await again.text()]).to.deep.equal([304, '']);
      }
    }
    expect(
      (await client.courses.list('?limit=60')).items.find(({ id }) => id === course.id)?.cover.image,
    ).to.have.all.keys('w480', 'w960');
  });

  it('turns it upright and leaves place and camera behind', async () => {
    const { client, course } = await makeOwn();
    const blue = await picture(200, 400, { r: 20, g: 20, b: 220 }).png().toBuffer();
    const lying = await picture(800, 400)
      .composite([{ input: blue, left: 0, top: 0 }])
      .withExif({ IFD0: { Make: 'Secret Camera', Model: 'X' }, IFD3: { GPSLatitude: '37/1 33/1 0/1' } })
      .withMetadata({ orientation: 3 })
      .jpeg()
      .toBuffer();
    expect(lying.includes('Secret Camera')).to.equal(true);
    const { w960 } = await upload(client, course.id, lying);
    const body = Buffer.from(await (await get(w960)).arrayBuffer());
    expect(await sharp(body).metadata()).not.to.have.any.keys('exif', 'icc', 'xmp', 'orientation');
    expect(body.includes('Secret Camera')).to.equal(false);
    const edge = await sharp(body).extract({ left: 900, top: 200, width: 20, height: 20 }).toBuffer();
    const right = await sharp(edge).stats();
    expect(right.channels[2]?.mean, 'the blue edge lies on the right').to.be.greaterThan(150);
  });

  it('is 400 for what is no picture, is cut short, or unpacks to a giant', async () => {
    const { client, course } = await makeOwn();
    const jpeg = await picture(400, 300).jpeg().toBuffer();
    const noise = await sharp(randomBytes(300 * 300 * 3), { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer();
    const cases: Record<string, [Buffer, string?]> = {
      nothing: [Buffer.alloc(0)],
      text: [Buffer.from('hello'), 'image/png'],
      svg: [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'image/svg+xml'],
      'svg with a file inside': [
        Buffer.from(
          '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
        ),
        'image/png',
      ],
      gif: [await picture(20, 20).gif().toBuffer()],
      tiff: [await picture(20, 20).tiff().toBuffer()],
      'half a picture': [noise.subarray(0, noise.length / 2)],
      'a head only': [jpeg.subarray(0, 30)],
      'a giant': [await picture(9000, 9000).png({ compressionLevel: 9 }).toBuffer()],
      json: [Buffer.from('{"a":1}'), 'application/json'],
    };
    for (const [what, [body, type]] of Object.entries(cases)) {
      const answer = await put(client, course.id, body, type);
      expect(answer.body, what).to.include({ status: 400, code: 'course.cover_unreadable' });
    }
    expect((await Course.findByPk(course.id))?.coverImage).to.equal(null);
  });

  it('takes what the content says, not what it is called', async () => {
    const { client, course } = await makeOwn();
    const png = await picture(100, 100).png().toBuffer();
    for (const type of ['image/gif', 'text/plain', 'application/octet-stream']) {
      expect((await put(client, course.id, png, type)).status, type).to.equal(200);
    }
  });

  it('is 413 above eight megabytes', async () => {
    const { client, course } = await makeOwn();
    const answer = await put(client, course.id, Buffer.alloc(8 * 1024 * 1024 + 1, 1));
    expect(answer.body).to.include({ status: 413, code: 'request.too_large' });
    const most = await put(client, course.id, Buffer.alloc(8 * 1024 * 1024, 1));
    expect(most.body).to.include({ code: 'course.cover_unreadable' });
  });

  it('goes back to a drawn cover, and forgets what no course has named for a day', async () => {
    const { client, course } = await makeOwn();
    const { client: other, course: others } = await makeOwn();
    const covers = coverService();
    const shared = await picture(320, 180, { r: 1, g: 90, b: 1 }).png().toBuffer();
    const first = await upload(client, course.id, shared);
    expect(await upload(other, others.id, shared)).to.deep.equal(first);
    const second = await upload(
      client,
      course.id,
      await picture(320, 180, { r: 9, g: 9, b: 9 }).png().toBuffer(),
    );
    const removed = await client.call('DELETE', `/api/courses/${course.id}/cover`);
    expect(CourseView.parse(removed.body).cover.image).to.equal(null);

    await covers.forgetUnused();
    expect((await get(second.w960)).status).to.equal(200);
    api.clock.forward({ days: 2 });
    await covers.forgetUnused();
    expect((await get(second.w960)).status).to.equal(404);
    expect((await get(first.w480)).status).to.equal(200);
    expect(await CourseCover.count()).to.be.greaterThan(0);
  });

  it('is 404 for what was never kept, and says so to caches as well', async () => {
    for (const path of [
      `/api/covers/${'0'.repeat(64)}/480.webp`,
      `/api/covers/${'0'.repeat(64)}/481.webp`,
      `/api/covers/${'A'.repeat(64)}/480.webp`,
      '/api/covers/..%2F..%2Fetc/480.webp',
    ]) {
      const response = await get(path);
      expect([response.status, response.headers.get('cache-control')], path).to.deep.equal([404, 'no-store']);
    }
  });

  it('is the instructor’s to change, and only from our own pages', async () => {
    const { course, student } = await makeClass();
    const png = await picture(100, 100).png().toBuffer();
    expect((await put(api.browser(), course.id, png)).status).to.equal(401);
    expect((await put(await api.as(student), course.id, png)).status).to.equal(403);
    const other = await api.as(await makeInstructor());
    expect((await put(other, course.id, png)).body).to.include({ code: 'auth.forbidden' });
    expect(await other.refused('DELETE', `/api/courses/${course.id}/cover`)).to.include({
      code: 'auth.forbidden',
    });
    const headers = { Origin: `${ORIGIN}.evil.example`, 'Content-Type': 'image/png' };
    const elsewhere = await other.call('PUT', `/api/courses/${course.id}/cover`, { body: png, headers });
    expect(elsewhere.body).to.include({ status: 403, code: 'request.wrong_origin' });
  });

  it('is 429 after thirty in ten minutes', async () => {
    const { client, course } = await makeOwn();
    for (let nth = 0; nth < 30; nth += 1) await put(client, course.id, Buffer.from('x'));
    expect((await put(client, course.id, Buffer.from('x'))).body).to.include({ code: 'request.too_many' });
  });
});
