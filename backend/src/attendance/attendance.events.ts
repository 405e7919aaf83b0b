import type { ConnectionEvent } from '../media/index.js';
import type { SpanFact } from './span.rules.js';

/** What an event at the media server says about somebody's presence. */
export function toFact(event: ConnectionEvent): SpanFact {
  switch (event.name) {
    case 'joined':
    case 'seen':
      return { name: event.name, at: event.at };
    case 'left':
      return { name: 'left', at: event.at, why: event.why };
    case 'gone':
      return { name: 'gone', by: event.by, withSession: event.withSession };
    case 'closing':
      return { name: 'closing', at: event.at, reason: event.reason };
  }
}
