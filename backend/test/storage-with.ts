import type { RecordingStorage } from '../src/recordings/index.js';

/**
 * A store to which something happens at each file that is put there: what `onPut` throws, the store has thrown.
 *
 * @param onPut Gets the key, before the file is there.
 */
export function storageWith(
  store: RecordingStorage,
  onPut: (key: string) => Promise<unknown>,
): RecordingStorage {
  return {
    async put(key, file, options) {
      await onPut(key);
      await store.put(key, file, options);
    },
    read: (key, options) => store.read(key, options),
    list: (folder, options) => store.list(folder, options),
    remove: (folder) => store.remove(folder),
    innerPath: (key) => store.innerPath(key),
  };
}
