import { expect } from 'chai';
import { validate, version } from 'uuid';
import { z } from 'zod';
import { firstIdSince, newUuid } from './ids.js';

describe('new ids', () => {
  it('are UUIDs of version 7, all different, and sorted as they were made', () => {
    const ids = Array.from({ length: 20_000 }, newUuid);
    expect(ids.every((id) => validate(id) && version(id) === 7)).to.equal(true);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.toSorted()).to.deep.equal(ids);
  });

  it('carry the time at which they were made', () => {
    const before = new Date();
    const later = new Date(before.getTime() + 60_000);
    expect(newUuid() >= firstIdSince(z.uuid(), before)).to.equal(true);
    expect(newUuid() < firstIdSince(z.uuid(), later)).to.equal(true);
  });
});
