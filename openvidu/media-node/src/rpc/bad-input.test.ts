import { RPC_METHODS } from '@seodang/contracts/openvidu/rpc';
import { expect } from 'chai';
import fc from 'fast-check';
import type { FakeBrowser } from '../test/fake-browser.js';
import { NodeUnderTest } from '../test/node-under-test.js';
import { until } from '@seodang/testing/until';

describe('bad input', () => {
  let node: NodeUnderTest;
  let session: string;
  let witness: FakeBrowser;

  before(async () => {
    node = await NodeUnderTest.start();
    session = await node.session('witnesses');
    witness = await node.join(session);
  });
  after(() => node.stop());
  afterEach(async () => {
    // Whatever happened, the session beside it goes on.
    await witness.request('echo');
    expect(witness.mistakes).to.deep.equal([]);
  });

  const answerTo = async (frame: string): Promise<{ code: number; id: unknown }> => {
    const browser = await node.socket();
    const answer = new Promise<string>((resolve) => {
      browser.onText = resolve;
    });
    browser.raw(frame);
    const { error, id } = JSON.parse(await answer) as { error: { code: number }; id: unknown };
    return { code: error.code, id };
  };

  it('is answered with the codes of JSON-RPC', async () => {
    expect(await answerTo('{not json')).to.deep.equal({ code: -32700, id: null });
    expect(await answerTo('[]')).to.deep.equal({ code: -32600, id: null });
    expect(await answerTo('{"jsonrpc":"1.0","method":"ping","id":7}')).to.deep.equal({ code: -32600, id: 7 });
    expect(await answerTo('{"jsonrpc":"2.0","method":"toString","id":8}')).to.deep.equal({
      code: -32601,
      id: 8,
    });
    expect(await answerTo('{"jsonrpc":"2.0","method":"ping","params":[1],"id":9}')).to.deep.equal({
      code: -32600,
      id: 9,
    });
  });

  it('of the wrong type is answered with -1 and what is wrong', async () => {
    const ann = await node.join(session);
    const refusals: [string, Record<string, unknown>, number][] = [
      ['publishVideo', { sdpOffer: 7, hasAudio: true, hasVideo: true }, -1],
      ['publishVideo', { sdpOffer: 'garbage', hasAudio: true, hasVideo: true }, 302],
      ['publishVideo', { sdpOffer: 'v=0', hasAudio: true, hasVideo: true, doLoopback: true }, 301],
      ['receiveVideoFrom', { sender: 'str_CAM_x_con_Nobody', sdpAnswer: 'v=0' }, 102],
      ['receiveVideoFrom', { sender: 'str_CAM_x_con_Nobody', sdpOffer: 'v=0' }, 302],
      ['onIceCandidate', { endpointName: 'con_Nobody', candidate: 'candidate:1' }, 102],
      ['onIceCandidate', { endpointName: ann.id, candidate: '', sdpMid: '0', sdpMLineIndex: 0 }, 0],
      ['forceDisconnect', {}, -1],
      ['unpublishVideo', {}, 105],
    ];
    for (const [method, params, code] of refusals)
      expect(await ann.codeOf(ann.request(method, params)), method).to.equal(code);
    await ann.leave();
  });

  it('as a binary or a huge frame closes the socket', async () => {
    const binary = await node.socket();
    binary.raw(Buffer.from('{"jsonrpc":"2.0","method":"ping","id":0}'));
    await until(() => binary.closedWith === 1003, { what: 'the binary socket is closed' });
    const huge = await node.socket();
    huge.raw(`{"jsonrpc":"2.0","method":"echo","params":{"x":"${'x'.repeat(51 * 1024)}"},"id":0}`);
    await until(() => huge.closedWith === 1009, { what: 'the huge socket is closed' });
  });

  it('that goes on and on closes the socket', async () => {
    const noisy = await node.socket();
    for (let i = 0; i < 60; i += 1) noisy.raw('nonsense');
    await until(() => noisy.closedWith === 1008, { what: 'the noisy socket is closed' });
  });

  it('as a flood is refused, then cut, while others are answered', async () => {
    const flooder = await node.join(session);
    for (let i = 0; i < 8000; i += 1) flooder.raw('{"jsonrpc":"2.0","method":"echo","id":-5}');
    const startedAtMs = performance.now();
    await witness.request('ping');
    expect(performance.now() - startedAtMs).to.be.lessThan(3000);
    await until(() => flooder.closedWith === 1008, { what: 'the flooder is cut', withinMs: 20_000 });
  });

  it('of any shape never brings the node down', async () => {
    const scraps = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({
        jsonrpc: fc.constantFrom('2.0', '1.0', 2),
        method: fc.oneof(fc.constantFrom(...RPC_METHODS), fc.string()),
        params: fc.oneof(
          fc.dictionary(
            fc.constantFrom('sender', 'token', 'session', 'sdpOffer', 'sdpAnswer', 'message', 'endpointName'),
            fc.oneof(fc.string(), fc.anything(), fc.constant('v=0')),
          ),
          fc.anything(),
        ),
        id: fc.oneof(fc.integer(), fc.anything()),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(scraps, { maxLength: 20 }), async (frames) => {
        const browser = await node.join(session);
        for (const frame of frames) browser.raw(typeof frame === 'string' ? frame : (toJson(frame) ?? '{}'));
        await browser.request('ping');
        browser.cut();
      }),
      { numRuns: 60, seed: 20_261_121 },
    );
    expect((await node.rest('GET', `/sessions/${session}`)).status).to.equal(200);
  });
});

/** Text for what JSON can hold; null for the rest. */
function toJson(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}
