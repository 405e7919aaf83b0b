import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../house/root.js';

/**
 * A server's configuration from the file that containers use as well.
 *
 * @param path Of the template, in the checkout.
 * @throws {Error} for a name without a value.
 */
export function fromTemplate(path: string, values: Readonly<Record<string, string>>): string {
  return fillIn(readFileSync(join(ROOT, path), 'utf8'), values);
}

/**
 * Fills `${NAME}` in as envsubst does; comments are left out.
 *
 * @throws {Error} for a name without a value.
 */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  const text = template.replaceAll(/^#.*\n/gm, '');
  return text.replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The template asks for ${name}, which has no value.`);
    return value;
  });
}
