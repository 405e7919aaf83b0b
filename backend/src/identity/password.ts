import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** argon2id with 19 MiB, two passes, one lane. @see OWASP Password Storage Cheat Sheet, ASVS v5.0.0-11.4.2 */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

let nobodysHash: Promise<string> | undefined;

/**
 * Whether this is the password. For an account that does not exist (`null`) it works just as long and says no,
 * so that time does not tell which addresses have an account.
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword(randomBytes(32).toString('hex'));
  const matches = await verify(passwordHash ?? (await nobodysHash), password);
  return passwordHash !== null && matches;
}

/** Makes the hash that unknown accounts are compared with, so that the first of them does not take longer. */
export async function warmUp(): Promise<void> {
  await isPassword(null, '');
}
