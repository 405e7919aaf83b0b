import { readFileSync } from 'node:fs';
import { ERRORS } from '@seodang/contracts/errors';

export const errorsPage = new URL('../../docs/errors.md', import.meta.url);

const WHAT_TO_DO: Record<number, string> = {
  400: 'mend the request; `errors` names each field',
  401: 'sign in, or refresh and try again once',
  403: 'do not try again',
  404: 'do not try again',
  409: 'show what the lesson is now',
  413: 'send less',
  429: 'wait for `retryAfterSec`',
  500: 'tell an operator the `requestId`',
  503: 'try again after `retryAfterSec`',
};

/** docs/errors.md as the catalogue has it now. */
export function toErrorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} | ${WHAT_TO_DO[status] ?? ''} |`,
  );
  return `# Errors

<!-- Written from contracts/src/errors.ts by \`npm run errors-page -w backend\`; a test fails when it is stale. -->

Every error answer is \`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, \`code\`, \`instance\`,
\`requestId\`, and where they help \`errors\`, \`retryAfterSec\` (also the header \`Retry-After\`), \`startableFrom\`.
Programs and translations read \`code\`; people quote \`requestId\` to an operator, who finds it in every service's log.

| code | status | meaning | what a client does |
| ---- | ------ | ------- | ------------------ |
${rows.join('\n')}
`;
}

export function readErrorsPage(): string {
  return readFileSync(errorsPage, 'utf8');
}
