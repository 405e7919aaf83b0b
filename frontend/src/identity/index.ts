export { safeNext } from './next.rules.js';
export { useSession } from './session.store.js';
