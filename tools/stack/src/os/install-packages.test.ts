import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../house/root.js';

describe('install-packages', () => {
  let folder: string;
  let policy: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seodang-packages-'));
    policy = join(folder, 'policy-rc.d');
    // Stands for dpkg: nothing is installed. Stands for apt: asks the policy as a package would, and notes it.
    program('dpkg-query', 'exit 1');
    program('dpkg', 'echo /lib/systemd/system/janus.service');
    program('systemctl', `echo "$@" >>${folder}/systemctl`);
    program('apt-get', `${policy} janus start; echo "$? $*" >>${folder}/apt; exit "\${APT_CODE:-0}"`);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const program = (name: string, script: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };

  const install = (env: Record<string, string> = {}) =>
    spawnSync('sh', [join(ROOT, 'tools/stack/bin/install-packages'), 'janus'], {
      encoding: 'utf8',
      env: { PATH: `${folder}:/usr/bin:/bin`, POLICY_RC_D: policy, ...env },
    });

  it('lets no package start or keep a service of its own', () => {
    expect(install().status).to.equal(0);
    expect(readFileSync(join(folder, 'apt'), 'utf8')).to.match(
      /^101 .*install -y --no-install-recommends janus$/m,
    );
    expect(readFileSync(join(folder, 'systemctl'), 'utf8')).to.include('disable janus.service');
    expect(existsSync(policy)).to.equal(false);
  });

  it('gives back a policy that was there, also after a failure', () => {
    writeFileSync(policy, '#!/bin/sh\nexit 104\n', { mode: 0o755 });
    expect(install({ APT_CODE: '100' }).status).to.equal(100);
    expect(readFileSync(join(folder, 'apt'), 'utf8')).to.match(/^101 /);
    expect(readFileSync(policy, 'utf8')).to.include('exit 104');
  });

  it('gives back the policy that a killed run had put aside', () => {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    writeFileSync(`${policy}.before-seodang`, '#!/bin/sh\nexit 104\n', { mode: 0o755 });
    install();
    expect(readFileSync(policy, 'utf8')).to.include('exit 104');
    expect(existsSync(`${policy}.before-seodang`)).to.equal(false);
  });

  it('does nothing for packages that are there', () => {
    program('dpkg-query', 'printf "install ok installed"');
    expect(install().status).to.equal(0);
    expect(existsSync(join(folder, 'apt'))).to.equal(false);
  });
});
