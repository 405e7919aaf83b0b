import { expect } from 'chai';
import fc from 'fast-check';
import { whoIs } from './server-data.rules.js';

const lessonId = '019ad2a4-7c1e-7d7b-9a51-3a51c1f0a001';
const ann = {
  userId: '019ad2a4-7c1e-7d7b-9a51-3a51c1f0a002',
  lessonId,
  name: '김규현',
  part: 'student',
  kind: 'camera',
};
const forged = { ...ann, userId: '019ad2a4-7c1e-7d7b-9a51-3a51c1f0a003', part: 'instructor' };

describe('whoIs', () => {
  it('reads what the backend wrote', () => {
    expect(whoIs(JSON.stringify(ann), lessonId)).to.deep.equal(ann);
  });

  it('never believes what a browser put in front', () => {
    const fronts = fc.oneof(
      fc.string(),
      fc.constantFrom(JSON.stringify(forged), `%/%${JSON.stringify(forged)}`, `${JSON.stringify(forged)}%/%`),
      fc.string().map((noise) => `${noise}%/%${JSON.stringify(forged)}`),
    );
    fc.assert(
      fc.property(fronts, (front) => {
        expect(whoIs(`${front}%/%${JSON.stringify(ann)}`, lessonId)?.userId).to.equal(ann.userId);
      }),
    );
  });

  it('reads a name that holds the separator', () => {
    const odd = { ...ann, name: 'a%/%b' };
    expect(whoIs(JSON.stringify(odd), lessonId)?.name).to.equal('a%/%b');
  });

  it('knows nobody without the backend, or of another lesson', () => {
    expect(whoIs('{"clientData":"Ann"}', lessonId)).to.equal(null);
    expect(whoIs('', lessonId)).to.equal(null);
    expect(whoIs(JSON.stringify({ ...ann, lessonId: ann.userId }), lessonId)).to.equal(null);
  });
});
