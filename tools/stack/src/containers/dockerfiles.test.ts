import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../house/root.js';
import { readComposeFile } from './compose-file.js';

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const Workspaces = z.object({ workspaces: z.array(z.string()) });
const Project = z.object({ references: z.array(z.object({ path: z.string() })).default([]) });

const dockerfiles = new Set(
  Object.values(readComposeFile('embedded').services).flatMap(({ build }) =>
    build === undefined ? [] : [build.dockerfile],
  ),
);

/** The folders that the compiler needs for a workspace, itself among them. */
function withReferences(workspace: string): string[] {
  // JSON is YAML, but for nothing that stands in our files.
  const { references } = Project.parse(parse(textOf(join(workspace, 'tsconfig.json'))));
  return [workspace, ...references.flatMap(({ path }) => withReferences(normalize(join(workspace, path))))];
}

describe('Dockerfiles', () => {
  it('install the packages of all workspaces by the same words, so that it is done once', () => {
    const { workspaces } = Workspaces.parse(JSON.parse(textOf('package.json')));
    const stages = [...dockerfiles].map((file) =>
      textOf(file).slice(0, textOf(file).indexOf('RUN npm ci\n')),
    );
    expect(new Set(stages)).to.have.length(1);
    for (const workspace of workspaces)
      expect(stages[0], workspace).to.contain(`COPY ${workspace}/package.json ${workspace}/\n`);
  });

  it('stand on images whose version is named', () => {
    for (const file of dockerfiles)
      for (const [, image = ''] of textOf(file).matchAll(/^FROM (\S+)/gm))
        expect(['node:24-bookworm-slim', 'nginx:1.28-bookworm', 'packages'], file).to.include(image);
  });

  it('bring every folder that is compiled', () => {
    for (const file of dockerfiles) {
      const built = /^RUN npx tsc -b (\S+)/m.exec(textOf(file))?.[1];
      if (built === undefined) continue;
      expect(built).to.equal(dirname(file));
      for (const folder of withReferences(built))
        expect(textOf(file), folder).to.contain(`COPY ${folder} ${folder}\n`);
    }
  });

  it('run as somebody who is not root', () => {
    for (const file of dockerfiles) expect(textOf(file), file).to.match(/^USER (node|nginx)$/m);
  });
});
