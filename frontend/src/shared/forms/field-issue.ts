import type { z } from 'zod';

/** What is wrong with a field: zod's own issue, or that the server refused it. */
export type FieldIssue = z.core.$ZodIssue | { code: 'refused' };

type Translate = (key: string, values: { n: number }) => string;

/** A sentence for what is wrong with a field, without knowing the field. */
export function issueText(issue: FieldIssue, t: Translate): string {
  return t(...issueKey(issue));
}

function issueKey(issue: FieldIssue): [key: string, values: { n: number }] {
  if (issue.code === 'too_small') {
    const n = Number(issue.minimum);
    if (issue.origin !== 'string') return ['common.field.tooSmall', { n }];
    return n <= 1 ? ['common.field.missing', { n }] : ['common.field.tooShort', { n }];
  }
  if (issue.code === 'too_big') {
    const n = Number(issue.maximum);
    return [issue.origin === 'string' ? 'common.field.tooLong' : 'common.field.tooBig', { n }];
  }
  return ['common.field.wrong', { n: 0 }];
}
