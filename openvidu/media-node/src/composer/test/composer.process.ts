import { readFile } from 'node:fs/promises';
import { Take } from '../../recorder/take.js';
import { composeTake } from '../compose-take.js';

/** A process that is made to be killed while it composes. Arguments: file with the take, its folder, the film's path. */
const [, , file = '', folder = '', out = ''] = process.argv;
const take = Take.parse(JSON.parse(await readFile(file, 'utf8')));
await composeTake(take, folder, out, { signal: new AbortController().signal, onProgress: () => undefined });
