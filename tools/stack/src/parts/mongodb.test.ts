import { expect } from 'chai';
import { withDatabase } from './mongodb.js';

describe('withDatabase', () => {
  it('puts the database in, whatever the address has', () => {
    const cases = {
      'mongodb://h:1': 'mongodb://h:1/x',
      'mongodb://h:1/': 'mongodb://h:1/x',
      'mongodb://u:p@a:1,b:2/live?replicaSet=r': 'mongodb://u:p@a:1,b:2/x?replicaSet=r',
      'mongodb+srv://school.example/?tls=true': 'mongodb+srv://school.example/x?tls=true',
    };
    for (const [uri, expected] of Object.entries(cases)) expect(withDatabase(uri, 'x')).to.equal(expected);
  });
});
