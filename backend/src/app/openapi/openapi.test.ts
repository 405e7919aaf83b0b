import { ERRORS } from '@seodang/contracts/errors';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { useApi } from '../../../test/api.js';
import { composeApi } from '../compose.js';
import { listRoutes } from '../routes.js';
import { describeApi, errorsOf, OPERATIONS, type OpenApiDocument } from './document.js';
import { refsIn } from './schemas.js';

/** These are for our own machines, or are reached by links that other answers carry. */
const NOT_PUBLIC = new Set(['internal', 'internal-secret', 'webhook-secret', 'signed-link']);

describe('the description of the API', () => {
  const api = useApi();
  const read = async () => (await api.browser().call('GET', '/api/openapi.json')).body as OpenApiDocument;
  const operationsOf = ({ paths }: OpenApiDocument) =>
    Object.values(paths).flatMap((each) => Object.values(each));

  it('tells of every public route and of nothing else', async () => {
    const routes = listRoutes(await composeApi(api.platform));
    const served = routes.filter(({ policy }) => policy !== null && !NOT_PUBLIC.has(policy));
    const described = OPERATIONS.map(({ route }) => route);
    expect(described.toSorted()).to.deep.equal(
      served.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    expect(operationsOf(await read())).to.have.length(served.length);
    expect(JSON.stringify(describeApi(routes))).not.to.include('webhook');
  });

  it('is what the schema of OpenAPI 3.1 calls valid', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({ ...(await read()) });
    expect({ valid, errors, version: validator.version }).to.deep.include({ valid: true, version: '3.1' });
  });

  it('is OpenAPI 3.1 whose references all lead somewhere, and whose operations have names of their own', async () => {
    const document = await read();
    expect(document.openapi).to.equal('3.1.1');
    expect(refsIn(document).filter((name) => !(name in document.components.schemas))).to.deep.equal([]);
    const ids = operationsOf(document).map(({ operationId }) => operationId);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const { responses, operationId } of operationsOf(document)) {
      expect(
        Object.keys(responses).some((status) => status.startsWith('2')),
        operationId,
      ).to.equal(true);
    }
  });

  it('names each parameter of a path', async () => {
    for (const [path, methods] of Object.entries((await read()).paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(methods)) {
        const named = parameters.filter((each) => each.in === 'path').map(({ name }) => name);
        expect(named, path).to.deep.equal(wanted);
      }
    }
  });

  it('says who may call what, and what is answered to the others', async () => {
    const { paths } = await read();
    const operation = (path: string, method: string) => {
      const found = paths[path]?.[method];
      if (!found) throw new Error(`${method} ${path} is missing`);
      return found;
    };
    expect(operation('/categories', 'get').security).to.deep.equal([]);
    expect(operation('/courses', 'get').security).to.deep.equal([{ bearer: [] }, {}]);
    expect(operation('/me', 'get').security).to.deep.equal([{ bearer: [] }]);
    expect(operation('/auth/refresh', 'post').security).to.deep.equal([{ cookie: [] }]);
    expect(operation('/courses', 'post').responses['403']?.description).to.include('auth.forbidden');
    expect(operation('/courses', 'post').responses['401']?.description).to.include('auth.expired');
    expect(operation('/auth/register', 'post').responses['409']?.content).to.have.property(
      'application/problem+json',
    );
  });

  it('lists the filters of the catalogue as parameters, each with its limits', async () => {
    const list = (await read()).paths['/courses']?.['get'];
    const limit = list?.parameters.find(({ name }) => name === 'limit');
    expect(limit).to.deep.equal({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { default: 24, type: 'integer', minimum: 1, maximum: 60 },
    });
  });

  it('lets what is answered grow, and what is sent not', async () => {
    const { schemas } = (await read()).components;
    expect(schemas['CreateCourse']).to.include({ additionalProperties: false });
    expect(schemas['CourseView']).not.to.have.property('additionalProperties');
  });

  it('has a place for every error of the catalogue that is not the chat-server’s', () => {
    const told = new Set(OPERATIONS.flatMap((operation) => errorsOf(operation, 'operator')));
    const ours = Object.keys(ERRORS).filter((code) => !/^(message|report|stomp|chat)\./.test(code));
    expect(ours.filter((code) => !told.has(code as keyof typeof ERRORS))).to.deep.equal([]);
  });

  describe('for people', () => {
    it('is a page without scripts or styles inside, under a policy that would let none run', async () => {
      const { status, headers, body } = await api.browser().call('GET', '/api/docs');
      const page = String(body);
      expect(status).to.equal(200);
      expect(headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(headers.get('content-security-policy')).to.equal(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(page).not.to.match(/<script|<style|<img|\sstyle=|\son[a-z]+=|javascript:|https?:/i);
      const style = await api.browser().call('GET', '/api/docs.css');
      expect(style.headers.get('content-type')).to.equal('text/css; charset=utf-8');
      expect(String(style.body)).not.to.match(/url\(|@import/);
    });

    it('leads to every operation and every schema, and all its links lead somewhere', async () => {
      const page = String((await api.browser().call('GET', '/api/docs')).body);
      const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size, 'ids are there once').to.equal(ids.length);
      const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
      expect(links.filter((id) => !ids.includes(id))).to.deep.equal([]);
      const document = await read();
      expect(ids).to.include.members(operationsOf(document).map(({ operationId }) => operationId));
      expect(ids).to.include.members(
        Object.keys(document.components.schemas).map((name) => `schema-${name}`),
      );
    });
  });
});
