import { LessonId, UserId } from '@seodang/contracts/ids';
import { newId } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import { toCsv } from './ledger.rules.js';

describe('the ledger as a table', () => {
  it('quotes what people are called, and lets no spreadsheet run it', () => {
    const userId = newId(UserId);
    const entry = { userId, version: '2026-11', agrees: true, at: '2026-11-21T12:00:00.000Z' };
    const csv = toCsv({
      lessonId: newId(LessonId),
      items: [
        { ...entry, name: '김 "붓", 규현\n' },
        { ...entry, name: '=HYPERLINK("http://x")' },
      ],
    });
    expect(csv.split('\r\n')).to.deep.equal([
      '\uFEFF"at","name","userId","version","agrees"',
      `"${entry.at}","김 ""붓"", 규현\n","${userId}","2026-11","true"`,
      `"${entry.at}","'=HYPERLINK(""http://x"")","${userId}","2026-11","true"`,
      '',
    ]);
  });
});
