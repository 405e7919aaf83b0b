import { ServerUnderTest } from './server-under-test.js';

/**
 * A STOMP server in a process of its own, whose memory and answers are not mixed up with those of the test. It tells its
 * address, and publishes what it is told to: `{destination, body, times}`.
 */
interface Wish {
  readonly destination: string;
  readonly body: string;
  readonly times: number;
}

const server = await ServerUnderTest.start({ sweepMs: 250 });
// What a test would look into here is kept for ever; nobody looks from over there. What is only not collected
// yet is no growth.
setInterval(() => {
  server.logged.length = server.echo.calls.length = 0;
  globalThis.gc?.();
}, 250).unref();
process.send?.({ url: server.url, port: server.port });
process.on('message', ({ destination, body, times }: Wish) => {
  for (let n = 0; n < times; n += 1) server.broker.publish(destination, body);
});
process.on('disconnect', () => {
  process.exit(0);
});
