import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';

const USER = 'OPENVIDUAPP';

/** Lets through who knows the secret. Both sides are hashed first, so that neither content nor length shows in time. */
export function basicAuth(secret: string): RequestHandler {
  const expected = digest(`Basic ${Buffer.from(`${USER}:${secret}`).toString('base64')}`);
  return (request, response, next) => {
    const given = digest(normalise(request.headers.authorization ?? ''));
    if (timingSafeEqual(given, expected)) {
      next();
      return;
    }
    response.status(401).set('WWW-Authenticate', 'Basic realm="OpenVidu"').end();
  };
}

/** The scheme's name may be written in any case (RFC 9110 §11.1). */
function normalise(header: string): string {
  return header.replace(/^basic +/i, 'Basic ');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
