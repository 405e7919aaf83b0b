import { runCommand } from '../recorder/command.js';

const [, , program = '', ...args] = process.argv;
await runCommand(program, args, { signal: new AbortController().signal });
