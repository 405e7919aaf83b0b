import { expect } from 'chai';
import { fillIn } from './template.js';

describe('fillIn', () => {
  it("fills names in capitals in and leaves nginx's own variables alone", () => {
    expect(fillIn('listen ${PORT}; set $a "${NAME}$uri";', { PORT: '80', NAME: 'x' })).to.equal(
      'listen 80; set $a "x$uri";',
    );
  });

  it('leaves comments out, whatever they speak of', () => {
    expect(fillIn('# ${NAME} is filled in\nroot;\n', {})).to.equal('root;\n');
  });

  it('does not go on without a value', () => {
    expect(() => fillIn('${NAME}', {})).to.throw('asks for NAME');
  });
});
