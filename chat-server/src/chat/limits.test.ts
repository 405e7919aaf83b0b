import { RoomId, UserId } from '@seodang/contracts/ids';
import { AppError } from '@seodang/server-kit/errors';
import { newId } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { storesOfTest } from '../test/replica.js';
import { Limits } from './limits.js';

describe('the limit of a room', () => {
  let redis: Redis;

  before(() => {
    redis = new Redis(storesOfTest().redisUrl);
  });
  after(() => redis.quit());

  it('lets 200 into it in two seconds, however many people speak, and as many into another', async () => {
    const limits = new Limits(redis);
    const everybody = Array.from({ length: 250 }, () => newId(UserId));
    const refusalsIn = async (roomId: RoomId) => {
      const outcomes = await Promise.allSettled(everybody.map(async (one) => limits.send(one, roomId)));
      return outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
    };
    const refusals = await refusalsIn(newId(RoomId));
    expect(refusals.length).to.equal(50);
    for (const refusal of refusals) {
      if (!(refusal instanceof AppError)) throw refusal;
      expect([refusal.code, refusal.details.retryAfterSec]).to.deep.equal(['message.too_fast', 2]);
    }
    expect((await refusalsIn(newId(RoomId))).length).to.equal(50);
  });
});
