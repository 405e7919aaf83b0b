import type { World } from '../house/world.js';
import type { StackState } from '../supervise/state.js';
import { bold, dim, green, say } from './console.js';

const DEMO_PASSWORD = 'seodang-demo';

/** Where to go and as whom. */
export function sayWhereToGo({ address, slot }: World, state: StackState | null): void {
  const has = (name: string) => state === null || state.parts.some((part) => part.name === name);
  const line = (label: string, text: string) => {
    say(`  ${label.padEnd(12)} ${text}`);
  };
  say();
  if (has('nginx')) line('Open', bold(green(address.origin)));
  if (has('seed')) {
    line('Instructor', `kim@seodang.example ${dim('(Korean)')}, weber@seodang.example ${dim('(English)')}`);
    line('Student', 'student01@seodang.example … student20@seodang.example');
    line('Password', `${DEMO_PASSWORD} ${dim('(of all demo accounts)')}`);
    line('Lesson', `one can be started at once; ${dim('make seed gives another one later')}`);
  }
  if (has('mail-sink')) line('Mails', `http://localhost:${slot.ports.mailPage}`);
  line('Logs', `make logs ${dim(`(files in ${slot.logs})`)}`);
  say();
}
