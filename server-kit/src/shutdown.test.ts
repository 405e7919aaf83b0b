import { expect } from 'chai';
import { createLog } from './log.js';
import { Shutdown } from './shutdown.js';

describe('Shutdown', () => {
  const log = createLog({ level: 'silent', service: 'test' });

  it('closes in the reverse order, once, and goes on after a step that fails', async () => {
    const shutdown = new Shutdown({ log });
    const closed: string[] = [];
    shutdown.add('database', () => Promise.resolve(void closed.push('database')));
    shutdown.add('broken', () => Promise.reject(new Error('stuck')));
    shutdown.add('http', () => Promise.resolve(void closed.push('http')));
    await Promise.all([shutdown.run(), shutdown.run()]);
    expect(closed).to.deep.equal(['http', 'database']);
  });
});
