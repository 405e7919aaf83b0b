import { expect } from 'chai';
import { SharedFrames, together } from './shared-frames.js';

describe('frames as octets', () => {
  it('have the header of a text message in front, whatever their length', () => {
    for (const [length, header] of [
      [5, [0x81, 5]],
      [300, [0x81, 126, 1, 44]],
      [70_000, [0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]],
    ] as const) {
      const { plain, webSocket } = new SharedFrames('x'.repeat(length));
      expect([...webSocket.subarray(0, header.length)]).to.deep.equal([...header]);
      expect(webSocket.subarray(header.length).equals(plain)).to.equal(true);
      expect(plain.toString()).to.equal('x'.repeat(length));
    }
  });

  it('stay two messages when they go out together', () => {
    const [receipt, message] = [new SharedFrames('RECEIPT 가'), new SharedFrames('MESSAGE')];
    const both = together(receipt, message);
    expect(both.plain.toString()).to.equal('RECEIPT 가MESSAGE');
    expect([...both.webSocket]).to.deep.equal([...receipt.webSocket, ...message.webSocket]);
  });
});
