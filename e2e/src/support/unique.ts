import { randomBytes } from 'node:crypto';

/** A name by which a story finds its own thing in a list. */
export function unique(name: string): string {
  return `${name} ${randomBytes(2).toString('hex')}`;
}
