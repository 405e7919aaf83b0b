import { Router } from 'express';
import type { Access } from '../../platform/http/access.js';
import type { OpenApiDocument } from './document.js';
import { toPage } from './page.js';
import { STYLE } from './page.style.js';

/** The page may load its own style sheet and follow links; nothing else. */
const POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The description of the API, for programs and for people.
 *
 * @param describe Makes it; asked once, when somebody first wants it, as it tells of all routes, these among them.
 */
export function openApiRoutes(describe: () => OpenApiDocument, access: Access): Router {
  const router = Router();
  let made: { readonly text: string; readonly page: string } | undefined;
  const get = () => {
    if (made) return made;
    const document = describe();
    made = { text: JSON.stringify(document), page: toPage(document) };
    return made;
  };

  router.get('/openapi.json', access.anyone, (_req, res) => {
    res.type('application/json').send(get().text);
  });

  router.get('/docs', access.anyone, (_req, res) => {
    res.set('Content-Security-Policy', POLICY).type('text/html').send(get().page);
  });

  router.get('/docs.css', access.anyone, (_req, res) => {
    res.type('text/css').send(STYLE);
  });

  return router;
}
