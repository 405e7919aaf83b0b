import { seed } from './seeds.js';
import { unique } from './unique.js';
import type { Language } from './words.js';

/** An account of the demo school. */
export interface Account {
  readonly email: string;
  readonly name: string;
  readonly language: Language;
}

export const PASSWORD = 'seodang-demo';

/** An address that nobody has yet. */
export function freshAddress(name: string): string {
  return `${unique(name).replace(' ', '-')}@seodang.example`;
}

/** Somebody of a story's own. */
export async function makePerson(
  name: string,
  language: Language,
  role: 'student' | 'instructor' | 'operator',
): Promise<Account> {
  const email = freshAddress(role);
  await seed(['--person', '--email', email, '--name', name, '--role', role, '--language', language]);
  return { email, name, language };
}

/** An instructor of a story's own, whose timetable is empty. */
export function makeInstructor(name: string, language: Language): Promise<Account> {
  return makePerson(name, language, 'instructor');
}

export const KIM: Account = { email: 'kim@seodang.example', name: '김규현', language: 'ko' };
export const WEBER: Account = { email: 'weber@seodang.example', name: 'Anna Weber', language: 'en' };
export const HANEUL: Account = { email: 'student01@seodang.example', name: '이하늘', language: 'ko' };
export const SEOYEON: Account = { email: 'student02@seodang.example', name: '박서연', language: 'ko' };
export const MAYA: Account = { email: 'student15@seodang.example', name: 'Maya Johnson', language: 'en' };
export const LUKAS: Account = { email: 'student16@seodang.example', name: 'Lukas Brandt', language: 'en' };
