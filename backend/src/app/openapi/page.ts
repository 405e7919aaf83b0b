import type { ApiResponse, DescribedOperation, OpenApiDocument, Parameter } from './document.js';
import { html, withCode, type Markup } from './markup.js';
import { notesOf, propertiesOf, typeOf } from './page.types.js';
import type { JsonSchema } from './schemas.js';

interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: DescribedOperation;
}

/** The description as one page of plain HTML: no script, nothing from elsewhere, readable with any browser and on paper. */
export function toPage(document: OpenApiDocument): string {
  const { info, tags, components } = document;
  const sections = tags
    .map((tag) => ({ ...tag, placed: placedUnder(document, tag.name) }))
    .filter(({ placed }) => placed.length > 0);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${info.title} API</title>
        <link rel="stylesheet" href="/api/docs.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <nav aria-label="Contents">
          <p class="brand"><a href="#content">${info.title} API</a></p>
          ${sections.map(({ name, placed }) => contentsOf(name, placed))}
          <p><a href="#schemas">Schemas</a></p>
        </nav>
        <main id="content">
          <h1>${info.title} API</h1>
          <p>${withCode(info.description)}</p>
          <p>For programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI ${document.openapi}).</p>
          ${sections.map(({ name, description, placed }) => toSection(name, description, placed))}
          <section aria-labelledby="schemas">
            <h2 id="schemas">Schemas</h2>
            ${Object.entries(components.schemas).map(toSchema)}
          </section>
        </main>
      </body>
    </html>`;
  return page.text;
}

function placedUnder({ paths, servers }: OpenApiDocument, tag: string): Placed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags[0] === tag)
      .map(([method, operation]) => ({ method, path: `${servers[0]?.url ?? ''}${path}`, operation })),
  );
}

function contentsOf(name: string, placed: readonly Placed[]): Markup {
  return html`<p id="contents-${name}">${name}</p>
    <ul aria-labelledby="contents-${name}">
      ${placed.map(
        ({ method, operation }) =>
          html`<li>
            <a href="#${operation.operationId}"
              ><span class="method ${method}">${method}</span> ${operation.operationId}</a
            >
          </li>`,
      )}
    </ul>`;
}

function toSection(name: string, description: string, placed: readonly Placed[]): Markup {
  return html`<section aria-labelledby="tag-${name}">
    <h2 id="tag-${name}">${name}</h2>
    <p>${description}</p>
    ${placed.map(toOperation)}
  </section>`;
}

function toOperation({ method, path, operation }: Placed): Markup {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  return html`<article id="${operationId}">
    <h3><span class="method ${method}">${method}</span> <code>${path}</code></h3>
    <p>${withCode(summary)}.</p>
    <p class="for">${description}</p>
    ${parameters.length > 0 ? toParameters(parameters) : ''}
    ${requestBody ? html`<p><strong>Body</strong> ${contentOf(requestBody)}</p>` : ''}
    <table>
      <caption>
        Answers
      </caption>
      <thead>
        <tr>
          <th scope="col">Status</th>
          <th scope="col">Content</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(responses).map(toResponse)}
      </tbody>
    </table>
  </article>`;
}

function toParameters(parameters: readonly Parameter[]): Markup {
  const rows = parameters.map(({ name, in: where, required, schema }) => [
    html`<code>${name}</code>${required ? '' : html` <small>optional</small>`}`,
    where,
    html`${typeOf(schema)} ${notesOf(schema)}`,
  ]);
  return toTable('Parameters', ['Name', 'In', 'Type'], rows);
}

function toTable(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly (Markup | string)[])[],
): Markup {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function toResponse([status, response]: [string, ApiResponse]): Markup {
  return html`<tr>
    <td><span class="status s${status.charAt(0)}">${status}</span></td>
    <td>${Number(status) < 400 ? contentOf(response) : html`<a href="#schema-Problem">Problem</a>`}</td>
    <td>
      ${response.description.split('\n').map((line) => html`<div>${withCode(line.replace(/^- /, ''))}</div>`)}
    </td>
  </tr>`;
}

function contentOf({ content = {} }: Pick<ApiResponse, 'content'>): Markup {
  const types = Object.entries(content).map(([type, { schema }]) =>
    schema ? typeOf(schema) : html`<code>${type}</code>`,
  );
  return html`${types.map((type, nth) => (nth === 0 ? type : html`, ${type}`))}`;
}

function toSchema([name, schema]: [string, JsonSchema]): Markup {
  const properties = propertiesOf(schema);
  const rows = properties.map(({ name: property, required, schema: inner }) => [
    html`<code>${property}</code>${required ? '' : html` <small>optional</small>`}`,
    html`${typeOf(inner)} ${notesOf(inner)}`,
  ]);
  return html`<article id="schema-${name}">
    <h3>${name}</h3>
    ${rows.length > 0 ? toTable('Properties', ['Name', 'Type'], rows) : html`<p>${typeOf(schema)} ${notesOf(schema)}</p>`}
  </article>`;
}
