import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_NAMES as BACKEND_NAMES } from '@seodang/backend/platform/config';
import { CONFIG_NAMES as CHAT_NAMES } from '@seodang/chat-server/platform/config';
import { CONFIG_NAMES as MAIL_SINK_NAMES } from '@seodang/mail-sink/config';
import { CONFIG_NAMES as MEDIA_NODE_NAMES } from '@seodang/media-node/config';
import { JANUS_NAMES } from '@seodang/media-node/janus/janus-env';
import { expect } from 'chai';
import { ROOT } from '../house/root.js';
import { BEHAVIOUR } from '../parts/mariadb.js';
import { interpolate, MESSAGE_STORES, readComposeFile, type MessageStore } from './compose-file.js';

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const namesIn = (template: string) =>
  new Set(
    [
      ...textOf(template)
        .replaceAll(/^#.*\n/gm, '')
        .matchAll(/\$\{([A-Z_]+)\}/g),
    ].map(([, name]) => name),
  );

/** What ends by itself has no health. */
const TASKS = ['seed'];

/** The service that each keeps messages in. */
const SERVICES: Record<MessageStore, string> = { mongodb: 'mongodb', embedded: 'embedded-mongo' };

for (const store of MESSAGE_STORES)
  describe(`docker-compose.yml with messages/${store}.yml`, () => {
    const { services, networks, volumes } = readComposeFile(store);
    const all = Object.entries(services);

    it('has every part of Seodang', () => {
      const parts = [
        'mariadb',
        'redis',
        SERVICES[store],
        'coturn',
        'janus',
        'media',
        'api',
        'worker',
        'chat',
        'nginx',
        'seed',
        'mail-sink',
      ];
      expect(Object.keys(services)).to.have.members(parts);
      const demo = all.filter(([, { profiles }]) => profiles !== undefined).map(([name]) => name);
      expect(demo, 'in the profile demo').to.have.members(['seed', 'mail-sink']);
    });

    it('names the version of every image, and ours by the version of the checkout', () => {
      const { version } = JSON.parse(textOf('package.json')) as { version: string };
      for (const [name, { image, build }] of all) {
        const [, tag = ''] = interpolate(image, {}).split(':');
        if (build === undefined) expect(tag, name).to.match(/^\d+\.\d+(-\w+)?$/);
        else expect(tag, name).to.equal(version);
      }
    });

    it('lets every container write to its volumes and /tmp only, and do no more than its account may', () => {
      for (const [name, service] of all) {
        expect(service.read_only, name).to.equal(true);
        expect(service.tmpfs, name).to.include('/tmp');
        expect(service.cap_drop, name).to.deep.equal(['ALL']);
        expect(service.security_opt, name).to.deep.equal(['no-new-privileges:true']);
        expect(service.volumes.join(), name).to.not.contain('docker.sock');
      }
      const withRights = all.filter(([, { cap_add }]) => cap_add.length > 0).map(([name]) => name);
      expect(withRights).to.have.members(['mariadb', 'redis', 'coturn']);
    });

    it('restarts, watches, bounds and stops every service', () => {
      for (const [name, service] of all) {
        const isTask = TASKS.includes(name);
        expect(service.restart, name).to.equal(isTask ? 'no' : 'unless-stopped');
        if (!isTask)
          expect(service.healthcheck?.test, `health check of ${name}`).to.be.an('array').with.length.above(1);
        expect(service.mem_limit, name).to.match(/^\d+[mg]$/);
        expect(service.pids_limit, name).to.be.within(50, 1000);
        expect(service.logging.options, name).to.include.keys('max-size', 'max-file');
        expect(service.stop_grace_period, name).to.match(/^\d+s$/);
      }
    });

    it('waits for what is healthy', () => {
      for (const [name, { depends_on }] of all)
        for (const [needed, { condition }] of Object.entries(depends_on)) {
          expect(condition, `${name} → ${needed}`).to.equal('service_healthy');
          expect(services[needed]?.profiles, `${name} → ${needed}`).to.equal(undefined);
        }
    });

    it('opens the ports of nginx, and the page of mails to this machine', () => {
      const opened = all.filter(([, { ports }]) => ports.length > 0).map(([name]) => name);
      expect(opened).to.have.members(['nginx', 'mail-sink']);
      expect(services['nginx']?.ports.map((port) => port.split(':').at(-1))).to.deep.equal(['8080', '8443']);
      expect(services['mail-sink']?.ports).to.deep.equal(['127.0.0.1:${MAIL_PAGE_PORT:-10081}:10081']);
    });

    it('lets only media use the network of the machine, and the stores no network but their own', () => {
      const onHost = all.filter(([, { network_mode }]) => network_mode !== undefined);
      expect(onHost.map(([name, { network_mode }]) => [name, network_mode])).to.have.deep.members([
        ['janus', 'host'],
        ['coturn', 'host'],
        // It has no sign-in: no network leads to it.
        ...(store === 'embedded' ? [['embedded-mongo', 'none']] : []),
      ]);
      for (const name of ['mariadb', 'redis', ...(store === 'mongodb' ? ['mongodb'] : [])])
        expect(services[name]?.networks, name).to.deep.equal(['stores']);
      expect(services['media']?.networks).to.deep.equal(['inside']);
      expect(networks['stores']?.internal).to.equal(true);
      expect(networks['inside']?.internal).to.equal(true);
      expect(services['nginx']?.networks).to.not.include('stores');
    });

    it('gives a volume to whom it is for', () => {
      const mounts = all.flatMap(([name, service]) =>
        service.volumes.flatMap((volume) => {
          const [source = ''] = volume.split(':');
          return /^[a-z]/.test(source) ? [[source, name] as const] : [];
        }),
      );
      expect(new Set(mounts.map(([volume]) => volume))).to.deep.equal(new Set(Object.keys(volumes)));
      const mountedBy = (wanted: string) =>
        mounts.filter(([volume]) => volume === wanted).map(([, name]) => name);
      expect(mountedBy('janus')).to.have.members(['janus', 'media']);
      expect(mountedBy('replays')).to.have.members(['worker', 'nginx']);
      if (store === 'embedded')
        expect(mountedBy('embedded-mongo-socket')).to.have.members(['embedded-mongo', 'chat']);
      expect(mountedBy(SERVICES[store])).to.deep.equal([SERVICES[store]]);
    });

    it('lets nobody open more files than any machine allows, and the chat its ten thousand people', () => {
      for (const [name, { ulimits }] of all)
        if (ulimits)
          expect(Number(interpolate(ulimits['nofile'] ?? '', {})), name).to.be.within(12_000, 20_000);
      expect(services['chat']?.ulimits, 'chat').to.have.property('nofile');
      expect(Number(/worker_connections (\d+)/.exec(textOf('nginx/nginx.conf'))?.[1])).to.be.within(
        10_000,
        16_384,
      );
    });

    it('has no secret in it: each comes from .env, and nothing starts without it', () => {
      for (const [name, { environment }] of all)
        for (const [key, value] of Object.entries(environment))
          if (
            /SECRET|PASSWORD|KEY$|DATABASE_URL|MONGODB_URI|REDIS_URL|WEBHOOK_HEADERS/.test(key) &&
            !value.startsWith('mongodb://%2F')
          )
            // A store of other people is a choice: without it there is no key.
            expect(value, `${name} ${key}`).to.match(
              key.startsWith('S3_') ? /^\$\{\w+:-\}$/ : /\$\{\w+:\?run make env first\}/,
            );
    });

    it('tells each program only names that the program reads', () => {
      const known: Record<string, readonly string[]> = {
        ...{ api: BACKEND_NAMES, worker: BACKEND_NAMES, seed: BACKEND_NAMES },
        ...{ media: MEDIA_NODE_NAMES, janus: JANUS_NAMES, 'mail-sink': MAIL_SINK_NAMES, chat: CHAT_NAMES },
      };
      for (const [name, names] of Object.entries(known)) {
        const given = Object.keys(services[name]?.environment ?? {});
        expect(
          given.filter((key) => !names.includes(key)),
          `unknown to ${name}`,
        ).to.deep.equal([]);
      }
    });

    it('tells servers every name that their templates ask for', () => {
      const exported = (script: string) =>
        [...textOf(script).matchAll(/\b([A-Z_]+)=/g)].map(([, name]) => name);
      for (const [name, template, script] of [
        ['nginx', 'nginx/default.conf.template', 'nginx/start-in-container'],
        ['redis', 'containers/redis/redis.conf.template', 'containers/redis/start'],
        ['coturn', 'containers/coturn/turnserver.conf.template', 'containers/coturn/start'],
      ] as const) {
        const given = new Set([...Object.keys(services[name]?.environment ?? {}), ...exported(script)]);
        expect(
          [...namesIn(template)].filter((key) => !given.has(key ?? '')),
          name,
        ).to.deep.equal([]);
      }
    });

    it('runs MariaDB as it is run natively', () => {
      expect(services['mariadb']?.command).to.have.members(BEHAVIOUR);
    });
  });
