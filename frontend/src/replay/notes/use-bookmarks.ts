import type { Bookmark, BookmarkList } from '@seodang/contracts/replay';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useUndo } from '../../shared/composables/use-undo.js';
import { errorTextKey } from '../../shared/errors.js';
import { newId } from '../../shared/new-id.js';
import { queryClient } from '../../shared/query.js';
import { toasts } from '../../shared/ui/toasts.js';
import { replayApi } from '../replay.api.js';

/** One's own bookmarks and notes of a recording, by place. They are shown at once, and taken back if the server refuses. */
export function useBookmarks(recordingId: string, { isKept }: { isKept: boolean }) {
  const { t } = useI18n();
  const offerUndo = useUndo();
  const queryKey = ['bookmarks', recordingId];
  const query = useQuery(
    { queryKey, queryFn: ({ signal }) => replayApi.bookmarks(recordingId, signal), enabled: isKept },
    queryClient,
  );
  const bookmarks = computed(() => (query.data.value?.items ?? []).toSorted((a, b) => a.atMs - b.atMs));

  function set(change: (items: readonly Bookmark[]) => Bookmark[]): void {
    queryClient.setQueryData<BookmarkList>(queryKey, (now) => ({ items: change(now?.items ?? []) }));
  }

  async function attempt(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
      await queryClient.invalidateQueries({ queryKey });
      return false;
    }
  }

  async function put(atMs: number, note: string): Promise<Bookmark> {
    const clientId = newId();
    const shown = { id: clientId as Bookmark['id'], atMs, note, createdAt: new Date().toISOString() };
    await queryClient.cancelQueries({ queryKey });
    set((items) => [...items, shown]);
    const kept = await replayApi.addBookmark(recordingId, { atMs, note, clientId });
    set((items) => [...items.filter(({ id }) => id !== shown.id && id !== kept.id), kept]);
    return kept;
  }

  const add = (atMs: number, note: string) => attempt(put(Math.round(atMs), note));

  function write(bookmark: Bookmark, note: string): Promise<boolean> {
    set((items) => items.map((one) => (one.id === bookmark.id ? { ...one, note } : one)));
    return attempt(replayApi.changeBookmark(recordingId, bookmark.id, { note }));
  }

  async function remove(bookmark: Bookmark): Promise<void> {
    set((items) => items.filter(({ id }) => id !== bookmark.id));
    if (!(await attempt(replayApi.removeBookmark(recordingId, bookmark.id)))) return;
    offerUndo(t('replay.notes.removed'), () => put(bookmark.atMs, bookmark.note));
  }

  return {
    bookmarks,
    error: query.error,
    isLoading: query.isLoading,
    isFetching: query.isFetching,
    refetch: query.refetch,
    add,
    write,
    remove,
  };
}

export type Bookmarks = ReturnType<typeof useBookmarks>;
