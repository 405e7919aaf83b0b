import { Language, Role } from '@seodang/contracts/identity';
import { z } from 'zod';
import { makeUser } from '../test/factories.js';

/** What a test of the whole asks for: somebody of its own, with the password of the demo school. */
export const FreshPerson = z.strictObject({
  email: z.email(),
  name: z.string().min(1),
  role: Role.default('instructor'),
  language: Language.default('ko'),
});
export type FreshPerson = z.infer<typeof FreshPerson>;

export async function seedFreshPerson({ role, ...person }: FreshPerson): Promise<{ userId: string }> {
  const { id } = await makeUser({ ...person, roles: [role] });
  return { userId: id };
}
