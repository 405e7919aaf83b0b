import type { RequestHandler } from 'express';

/** Every origin, header and method, as OpenVidu allows; what protects the API is its secret. */
export const cors: RequestHandler = (request, response, next) => {
  response.set('Access-Control-Allow-Origin', '*');
  if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) {
    next();
    return;
  }
  response.set('Access-Control-Allow-Methods', 'GET,HEAD,POST,PUT,PATCH,DELETE');
  response.set('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*');
  response.status(204).end();
};
