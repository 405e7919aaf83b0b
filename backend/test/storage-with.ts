import type { RecordingStorage } from '../src/recordings/index.js';

/**
 * A store to which something happens at each file that is put there or removed: what is thrown then, the store has thrown.
 *
 * @param onPut Gets the key, before the file is there.
 * @param onRemove Gets the folder, before it is gone.
 */
export function storageWith(
  store: RecordingStorage,
  onPut: (key: string) => Promise<unknown>,
  onRemove: (folder: string) => Promise<unknown> = () => Promise.resolve(),
): RecordingStorage {
  return {
    async put(key, file, options) {
      await onPut(key);
      await store.put(key, file, options);
    },
    read: (key, options) => store.read(key, options),
    list: (folder, options) => store.list(folder, options),
    async remove(folder) {
      await onRemove(folder);
      await store.remove(folder);
    },
    innerPath: (key) => store.innerPath(key),
  };
}
