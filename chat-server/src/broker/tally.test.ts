import { expect } from 'chai';
import { Registry } from 'prom-client';
import { Tally } from './tally.js';

describe('a tally', () => {
  it('tells the registry all that was counted, each time anew', async () => {
    const registry = new Registry();
    const all = new Tally(registry, { name: 'all_total', help: 'All' });
    const frames = new Tally<'SEND' | 'ACK'>(registry, { name: 'frames_total', help: 'F', label: 'command' });
    all.add(2);
    all.add(3);
    for (const command of ['SEND', 'ACK', 'SEND'] as const) frames.addOne(command);
    await registry.metrics();
    const text = await registry.metrics();
    expect(text).to.contain('\nall_total 5\n');
    expect(text).to.contain('\nframes_total{command="SEND"} 2\nframes_total{command="ACK"} 1\n');
  });
});
