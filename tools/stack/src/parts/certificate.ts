import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { World } from '../house/world.js';
import { runOrThrow } from '../os/run.js';

const FOR_DAYS = 365;
const RENEW_WITHIN_MS = 30 * 24 * 3600 * 1000;

/**
 * A certificate made by itself, for other devices in the same network; browsers ask once whether to trust it.
 * One that is there is kept while it names the host and is valid for another month.
 */
export async function certificateFor({ address }: World, folder: string): Promise<Record<string, string>> {
  const kept = readKept(folder);
  if (kept !== null && isStillGood(kept.certificate, address.host)) {
    return { 'certificate.pem': kept.certificate, 'key.pem': kept.key };
  }
  const names = `${isIP(address.host) === 0 ? 'DNS' : 'IP'}:${address.host},DNS:localhost,IP:127.0.0.1`;
  const pem = await runOrThrow([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', String(FOR_DAYS), '-subj', `/CN=${address.host}`, '-addext', `subjectAltName=${names}`],
    ...['-addext', 'extendedKeyUsage=serverAuth', '-keyout', '-', '-out', '-'],
  ]);
  const key = createPrivateKey(blockOf(pem, 'PRIVATE KEY'))
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
  return { 'certificate.pem': blockOf(pem, 'CERTIFICATE'), 'key.pem': key };
}

function readKept(folder: string): { certificate: string; key: string } | null {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  if (!existsSync(certificate) || !existsSync(key)) return null;
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}

function isStillGood(pem: string, host: string): boolean {
  const certificate = new X509Certificate(pem);
  const names = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  return names !== undefined && new Date(certificate.validTo).getTime() - Date.now() > RENEW_WITHIN_MS;
}

function blockOf(pem: string, label: string): string {
  const block = new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n`).exec(pem)?.[0];
  if (block === undefined) throw new Error(`openssl gave no ${label}.`);
  return block;
}
