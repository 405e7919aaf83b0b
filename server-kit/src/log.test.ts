import { expect } from 'chai';
import { createLog, withLogIds } from './log.js';

describe('the log', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', service: 'test' }, { write: (line) => lines.push(line) });
  const last = () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;

  it('carries the ids of the work going on, also of the work around it', async () => {
    await withLogIds({ requestId: 'request' }, async () => {
      await Promise.resolve();
      withLogIds({ lessonId: 'lesson' }, () => {
        log.info({ extra: 1 }, 'inside');
      });
      expect(last()).to.include({ requestId: 'request', lessonId: 'lesson', extra: 1 });
      log.info('between');
      expect(last()).to.include({ requestId: 'request' }).and.not.have.any.keys('lessonId', 'extra');
    });
    log.info('outside');
    expect(last()).not.to.have.any.keys('requestId', 'lessonId');
  });

  it('keeps secrets out of it by their names', () => {
    const secret = 'canary';
    log.info({
      password: secret,
      body: { password: secret, token: secret },
      req: { headers: { authorization: `Bearer ${secret}`, cookie: secret, 'x-seodang-hook': secret } },
      res: { headers: { 'set-cookie': [secret] } },
      config: { openvidu: { secret } },
    });
    expect(lines.at(-1)).not.to.include(secret);
  });

  it('keeps one event on one line, whatever is in it', () => {
    log.info({ name: 'a\n{"level":"fatal"}\u001b[31m' }, 'x\ny');
    expect(lines.at(-1)?.trimEnd()).not.to.match(/[\n\u001b]/);
    expect(last()).to.include({ level: 'info', msg: 'x\ny' });
  });
});
