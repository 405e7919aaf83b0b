import { useRoute } from 'vue-router';

/** Where the list and the pages of recordings are: an instructor's own in the studio, everybody's for operators. */
export function useRecordingPlaces() {
  const isForAll = useRoute().meta.role === 'operator';
  return isForAll
    ? ({ isForAll, list: 'recordings', one: 'recording' } as const)
    : ({ isForAll, list: 'studio-recordings', one: 'studio-recording' } as const);
}
