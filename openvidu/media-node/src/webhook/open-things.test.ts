import { expect } from 'chai';
import { OpenThings } from './open-things.js';
import type { WebhookPayload } from './webhook-payload.js';

const of = (event: string, fields: Record<string, unknown> = {}, timestamp = 1000): WebhookPayload => ({
  ...{ sessionId: 'math', uniqueSessionId: 'math_1', timestamp, event },
  ...fields,
});

describe('OpenThings', () => {
  it('knows what has begun and not ended', () => {
    const open = new OpenThings();
    open.apply(of('sessionCreated'));
    open.apply(of('participantJoined', { connectionId: 'con_A' }));
    open.apply(of('participantJoined', { connectionId: 'con_B' }));
    open.apply(of('participantLeft', { connectionId: 'con_A' }));
    open.apply(of('signalSent', { from: 'con_B' }));
    expect(open.beginnings.map(({ event, connectionId }) => [event, connectionId])).to.deep.equal([
      ['sessionCreated', undefined],
      ['participantJoined', 'con_B'],
    ]);
  });

  it('ends streams before their participants and these before their sessions', () => {
    const open = new OpenThings();
    open.apply(of('sessionCreated'));
    open.apply(of('participantJoined', { connectionId: 'con_A', serverData: 'teacher' }, 2000));
    open.apply(
      of('webrtcConnectionCreated', { connectionId: 'con_A', streamId: 's', connection: 'OUTBOUND' }, 3000),
    );
    const endings = open.endings(7500, 'nodeCrashed');
    expect(endings.map(({ event }) => event)).to.deep.equal([
      'webrtcConnectionDestroyed',
      'participantLeft',
      'sessionDestroyed',
    ]);
    expect(endings[1]).to.deep.equal(
      of(
        'participantLeft',
        { connectionId: 'con_A', serverData: 'teacher', startTime: 2000, duration: 5, reason: 'nodeCrashed' },
        7500,
      ),
    );
    for (const ending of endings) open.apply(ending);
    expect(open.isEmpty).to.equal(true);
  });

  it('never ends anything before it began', () => {
    const open = new OpenThings();
    open.apply(of('sessionCreated', {}, 5000));
    expect(open.endings(0, 'nodeCrashed')[0]).to.include({ timestamp: 5000, duration: 0 });
  });

  it('tells apart sessions that use one id after another', () => {
    const open = new OpenThings();
    open.apply(of('sessionCreated'));
    open.apply(of('sessionCreated', { uniqueSessionId: 'math_2' }));
    open.apply(of('sessionDestroyed'));
    expect(open.beginnings).to.have.length(1);
  });
});
