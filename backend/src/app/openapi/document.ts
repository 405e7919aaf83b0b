import { ERRORS, type ErrorCode } from '@seodang/contracts/errors';
import { Problem } from '@seodang/contracts/problem';
import type { Policy } from '../../platform/http/access.js';
import type { DeclaredRoute } from '../routes.js';
import { ACCOUNT_OPERATIONS } from './account.operations.js';
import { API_OPERATIONS } from './api.operations.js';
import { CHAT_OPERATIONS } from './chat.operations.js';
import { CONSENT_OPERATIONS } from './consent.operations.js';
import { COURSE_OPERATIONS } from './course.operations.js';
import { LESSON_OPERATIONS } from './lesson.operations.js';
import { RECORDING_OPERATIONS } from './recording.operations.js';
import { TAGS, type Answer, type Operation, type Tag } from './operation.js';
import { nameOf, opened, refTo, schemaNamed, withRefs, type JsonSchema } from './schemas.js';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;

export interface ApiResponse {
  readonly description: string;
  readonly content?: Content;
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly tags: readonly [Tag];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, ApiResponse>>;
}

/** As far as we use it. @see https://spec.openapis.org/oas/v3.1.1.html */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: Tag; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

export const OPERATIONS: readonly Operation[] = [
  ...ACCOUNT_OPERATIONS,
  ...COURSE_OPERATIONS,
  ...LESSON_OPERATIONS,
  ...RECORDING_OPERATIONS,
  ...CONSENT_OPERATIONS,
  ...CHAT_OPERATIONS,
  ...API_OPERATIONS,
];

const PROBLEM_TYPE = 'application/problem+json';
const FILES = {
  picture: ['image/jpeg', 'image/png', 'image/webp', 'image/avif'],
  captions: ['text/vtt', 'application/x-subrip'],
};
const NEEDS_TOKEN: readonly ErrorCode[] = ['auth.required', 'auth.expired'];
const ALWAYS: readonly ErrorCode[] = ['store.unavailable', 'server.failed'];

/** What follows from who may call a route. */
const POLICIES: Readonly<
  Record<Policy, { who: string; security: 'bearer' | 'cookie' | null; errors: readonly ErrorCode[] }>
> = {
  anyone: { who: 'Everybody.', security: null, errors: [] },
  visitor: { who: 'Everybody; a token is optional.', security: 'bearer', errors: NEEDS_TOKEN },
  'signed-in': { who: 'Everybody who is signed in.', security: 'bearer', errors: NEEDS_TOKEN },
  instructor: { who: 'Instructors.', security: 'bearer', errors: [...NEEDS_TOKEN, 'auth.forbidden'] },
  operator: { who: 'Operators.', security: 'bearer', errors: [...NEEDS_TOKEN, 'auth.forbidden'] },
  'refresh-cookie': {
    who: 'A browser on our own pages.',
    security: 'cookie',
    errors: ['request.wrong_origin'],
  },
  'signed-link': { who: 'Who has a link of ours.', security: null, errors: ['recording.link_invalid'] },
  internal: { who: 'Our own machines.', security: null, errors: [] },
  'internal-secret': { who: 'The chat-server.', security: null, errors: [] },
  'webhook-secret': { who: 'The media server.', security: null, errors: [] },
};

/**
 * Describes the routes that are served to the public.
 *
 * @param routes All routes of the API; who may call them is taken from here, so that it cannot be told wrongly.
 */
export function describeApi(routes: readonly DeclaredRoute[]): OpenApiDocument {
  const policies = new Map(routes.map(({ method, path, policy }) => [`${method} ${path}`, policy]));
  const paths: Record<string, Record<string, DescribedOperation>> = {};
  for (const operation of OPERATIONS) {
    const policy = policies.get(operation.route);
    if (!policy) continue;
    const [method = '', path = ''] = operation.route.split(' ');
    (paths[path.replace(/:(\w+)/g, '{$1}')] ??= {})[method] = describe(operation, policy);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Seodang',
      version: '1',
      description:
        'Find courses, enrol, meet live, look back. Every error is a problem (RFC 9457) whose `code` programs read; times are UTC.',
    },
    servers: [{ url: '/api' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name: name as Tag, description })),
    paths,
    components: { schemas: componentsOf(OPERATIONS), securitySchemes: SECURITY_SCHEMES },
  };
}

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of signing in or of a refresh; ten minutes.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-seodang-refresh',
    description: 'The refresh token; each use gives the next.',
  },
};

function describe(operation: Operation, policy: Policy): DescribedOperation {
  const { who, security } = POLICIES[policy];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: `For: ${who}`,
    security: security === null ? [] : [{ [security]: [] }, ...(policy === 'visitor' ? [{}] : [])],
    parameters: [...pathParametersOf(operation), ...queryParametersOf(operation)],
    ...(operation.body && { requestBody: { required: true as const, content: bodyOf(operation.body) } }),
    responses: { ...goodAnswersOf(operation.answers), ...problemsOf(errorsOf(operation, policy)) },
  };
}

/** Every code that this operation may answer. */
export function errorsOf({ route, query, body, errors = [] }: Operation, policy: Policy): ErrorCode[] {
  const codes = new Set<ErrorCode>([...POLICIES[policy].errors, ...errors, ...ALWAYS]);
  if (query || (body && typeof body !== 'string')) codes.add('request.invalid');
  if (body) codes.add('request.too_large');
  if (!route.startsWith('get ')) codes.add('request.wrong_origin');
  const catalogue = Object.keys(ERRORS) as ErrorCode[];
  return catalogue.filter((code) => codes.has(code));
}

function pathParametersOf({ route }: Operation): Parameter[] {
  const names = [...route.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return names.map((name) => ({ name, in: 'path', required: true, schema: PATH_SCHEMAS[name] ?? UUID }));
}

const UUID = { type: 'string', format: 'uuid' };
const PATH_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  hash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  width: { type: 'integer', enum: [480, 960] },
  size: { type: 'string', enum: ['full', 'preview'] },
};

function queryParametersOf({ query }: Operation): Parameter[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaNamed(nameOf(query));
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function bodyOf(body: NonNullable<Operation['body']>): Content {
  if (typeof body !== 'string') return { 'application/json': { schema: refTo(nameOf(body)) } };
  return Object.fromEntries(FILES[body].map((type) => [type, {}]));
}

function goodAnswersOf(answers: readonly Answer[]): Record<string, ApiResponse> {
  return Object.fromEntries(
    answers.map((answer) => {
      if ('json' in answer) {
        const content = { 'application/json': { schema: refTo(nameOf(answer.json)) } };
        return [answer.status, { description: answer.status === 201 ? 'Made' : 'Done', content }];
      }
      if ('type' in answer) return [answer.status, { description: 'Done', content: { [answer.type]: {} } }];
      return [answer.status, { description: 'Done; there is nothing to say' }];
    }),
  );
}

function problemsOf(codes: readonly ErrorCode[]): Record<string, ApiResponse> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, alike]) => {
      const schema = { allOf: [refTo(nameOf(Problem))], properties: { code: { enum: alike } } };
      const description = alike.map((code) => `- \`${code}\`: ${ERRORS[code].title}`).join('\n');
      return [status, { description, content: { [PROBLEM_TYPE]: { schema } } }];
    }),
  );
}

function componentsOf(operations: readonly Operation[]): Record<string, JsonSchema> {
  const bodies = operations.flatMap(({ body }) => (body && typeof body !== 'string' ? [nameOf(body)] : []));
  const queries = operations.flatMap(({ query }) => (query ? [nameOf(query)] : []));
  const answered = operations.flatMap(({ answers }) =>
    answers.flatMap((answer) => ('json' in answer ? [nameOf(answer.json)] : [])),
  );
  const sent = new Set(withRefs(bodies).keys());
  const all = withRefs([...bodies, ...answered, nameOf(Problem), ...queries]);
  for (const name of queries) all.delete(name);
  return Object.fromEntries(
    [...all].map(([name, schema]) => [name, sent.has(name) ? schema : opened(schema)]),
  );
}
