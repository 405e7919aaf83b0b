import type { Operation } from './operation.js';

export const API_OPERATIONS: readonly Operation[] = [
  {
    route: 'get /openapi.json',
    id: 'getDescription',
    tag: 'API',
    summary: 'Show this description for programs: OpenAPI 3.1',
    answers: [{ status: 200, type: 'application/json' }],
  },
  {
    route: 'get /docs',
    id: 'getDocs',
    tag: 'API',
    summary: 'Show this description for people',
    answers: [{ status: 200, type: 'text/html' }],
  },
  {
    route: 'get /docs.css',
    id: 'getDocsStyle',
    tag: 'API',
    summary: 'How the description for people looks',
    answers: [{ status: 200, type: 'text/css' }],
  },
];
