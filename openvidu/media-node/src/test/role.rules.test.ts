import { expect } from 'chai';
import { mayModerate, mayPublish } from '../session/role.rules.js';

describe('roles', () => {
  it('let everybody but subscribers publish', () => {
    expect((['SUBSCRIBER', 'PUBLISHER', 'MODERATOR'] as const).map(mayPublish)).to.deep.equal([
      false,
      true,
      true,
    ]);
  });

  it('let moderators alone moderate', () => {
    expect((['SUBSCRIBER', 'PUBLISHER', 'MODERATOR'] as const).map(mayModerate)).to.deep.equal([
      false,
      false,
      true,
    ]);
  });
});
