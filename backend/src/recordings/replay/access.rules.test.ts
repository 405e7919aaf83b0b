import { RecordingVisibility } from '@seodang/contracts/recordings';
import { expect } from 'chai';
import fc from 'fast-check';
import { mayManage, partIn, type Claim } from './access.rules.js';

describe('who may watch', () => {
  const nobody: Claim = {
    visibility: 'enrolled',
    isDeleted: false,
    leads: false,
    isOperator: false,
    hasSeat: false,
    isRemoved: false,
    hasKey: false,
  };
  const claims = fc.record<Claim>({
    visibility: fc.constantFrom(...RecordingVisibility.options),
    isDeleted: fc.boolean(),
    leads: fc.boolean(),
    isOperator: fc.boolean(),
    hasSeat: fc.boolean(),
    isRemoved: fc.boolean(),
    hasKey: fc.boolean(),
  });

  it('is told by part, visibility and link', () => {
    const part = (claim: Partial<Claim>) => partIn({ ...nobody, ...claim });
    expect(part({})).to.equal(null);
    expect(part({ hasSeat: true })).to.equal('student');
    expect(part({ hasSeat: true, isRemoved: true })).to.equal(null);
    expect(part({ hasSeat: true, visibility: 'hidden' })).to.equal(null);
    expect(part({ leads: true, visibility: 'hidden' })).to.equal('instructor');
    expect(part({ isOperator: true, visibility: 'hidden' })).to.equal('operator');
    expect(part({ hasKey: true })).to.equal(null);
    expect(part({ hasKey: true, visibility: 'link' })).to.equal('guest');
    expect(part({ hasKey: true, visibility: 'hidden' })).to.equal(null);
    expect(part({ visibility: 'link' })).to.equal(null);
    expect(part({ isDeleted: true, leads: true, hasSeat: true, hasKey: true })).to.equal(null);
  });
  it('is told in the same way whatever else they are: a lead before an operator before a seat before a link', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        const part = partIn(claim);
        if (claim.isDeleted) expect(part).to.equal(null);
        else if (claim.leads) expect(part).to.equal('instructor');
        else if (claim.isOperator) expect(part).to.equal('operator');
        else if (claim.visibility === 'hidden') expect(part).to.equal(null);
        else if (!claim.hasSeat && !claim.hasKey) expect(part).to.equal(null);
      }),
    );
  });

  it('is nobody more when less of it is shared', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        if (partIn({ ...claim, visibility: 'hidden' }) !== null)
          expect(partIn({ ...claim, visibility: 'enrolled' })).not.to.equal(null);
        if (partIn({ ...claim, visibility: 'enrolled' }) !== null)
          expect(partIn({ ...claim, visibility: 'link' })).not.to.equal(null);
      }),
    );
  });
});

describe('who may manage', () => {
  it('is who leads the lesson and who runs the place', () => {
    expect((['instructor', 'operator', 'student', 'guest'] as const).map(mayManage)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});
