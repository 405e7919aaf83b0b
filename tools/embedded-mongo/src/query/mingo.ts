// mingo's root entry knows every operator; its types are narrower than the documents that come over the wire.
export { aggregate, find, Query, updateOne } from 'mingo';
export type { Options } from 'mingo/types';
