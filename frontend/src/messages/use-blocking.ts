import type { RoomPerson } from '@seodang/contracts/rooms';
import { useI18n } from 'vue-i18n';
import { useBlocks } from '../chat/index.js';
import { useUndo } from '../shared/composables/use-undo.js';
import { errorTextKey } from '../shared/errors.js';
import { toasts } from '../shared/ui/toasts.js';
import { blockPerson, unblockPerson } from './use-room-deeds.js';

/** Whom I have blocked, and the way to put somebody there and to take them back; either can be undone. */
export function useBlocking() {
  const { t } = useI18n();
  const offerUndo = useUndo();
  const blocks = useBlocks();

  async function attempt(deed: Promise<void>, onDone: () => void): Promise<void> {
    try {
      await deed;
      onDone();
    } catch (error) {
      toasts.show({ tone: 'bad', text: t(errorTextKey(error)) });
    }
  }

  const block = (person: RoomPerson) =>
    attempt(blockPerson(person.id), () => {
      offerUndo(t('messages.blocks.blocked', { name: person.name }), () => unblockPerson(person.id));
    });
  const unblock = (person: RoomPerson) =>
    attempt(unblockPerson(person.id), () => {
      offerUndo(t('messages.blocks.unblocked', { name: person.name }), () => blockPerson(person.id));
    });

  return { ...blocks, block, unblock };
}
