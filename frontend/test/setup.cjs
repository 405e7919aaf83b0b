require('chai'); // chai 6 subclasses the global Event, so it must load before the DOM replaces it
require('tsx/cjs');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, resolve } = require('node:path');
const { compileScript, parse } = require('@vue/compiler-sfc');
const { transformSync } = require('esbuild');
const { Window } = require('happy-dom');

const window = new Window({ url: 'http://localhost/' });

// What Node has of its own stays: its fetch, timers, URL and AbortSignal are the ones under test.
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => window[name],
      set: (value) => (window[name] = value),
    });
  }
}
for (const name of [
  'window',
  'document',
  'navigator',
  'Event',
  'CustomEvent',
  'MouseEvent',
  'KeyboardEvent',
  'EventTarget',
]) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    writable: true,
    value: name === 'window' ? window : window[name],
  });
}

// Node's own would keep the process alive after the last test; here is only one tab anyway.
delete globalThis.BroadcastChannel;

// Mocha loads test files with require(); this lets them require .vue files too.
require.extensions['.vue'] = (module, filename) => {
  const { descriptor } = parse(readFileSync(filename, 'utf8'), { filename });
  const inlineTemplate = true;
  const { content } = descriptor.scriptSetup
    ? compileScript(descriptor, { id: filename, inlineTemplate })
    : compileScript({ ...descriptor, script: null }, { id: filename, inlineTemplate });
  const { code } = transformSync(content, {
    loader: 'ts',
    format: 'cjs',
    sourcefile: filename,
    // What is loaded on demand is required too.
    supported: { 'dynamic-import': false },
  });
  module._compile(toSources(code, dirname(filename)), filename);
};
require.extensions['.css'] = () => undefined;

/** Sources name each other by what they become, `.js`; tsx finds the `.ts` for TypeScript files, but not for .vue files. */
function toSources(code, folder) {
  return code.replaceAll(/require\("(\.[^"]+)\.js"\)/g, (call, path) =>
    existsSync(resolve(folder, `${path}.ts`)) ? `require("${path}.ts")` : call,
  );
}
