import * as fake from 'fake-indexeddb';

// Its own `auto` puts them on `window`, which here is not the global object that our code sees.
const names = Object.keys(fake).filter((name) => name.startsWith('IDB'));
for (const name of names) Object.assign(globalThis, { [name]: fake[name as keyof typeof fake] });
Object.assign(globalThis, { indexedDB: fake.indexedDB });
