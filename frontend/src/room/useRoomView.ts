import { computed, type Ref } from 'vue';
import type { LessonView } from '@seodang/contracts/lessons';
import type { MediaSession } from './media/useMediaSession.js';
import { peopleOf } from './media/roster.rules.js';
import { toListed, type ListedPerson } from './people/people.rules.js';
import { tilesOf, type Me } from './stage/tiles.rules.js';

/** What the room shows, drawn from one's own session: the others, oneself, and their tiles. */
export function useRoomView(media: MediaSession, lesson: Ref<LessonView>, myName: Ref<string>) {
  const { local, session, share } = media;
  const people = computed(() => peopleOf(session.roster.value, session.me.value?.userId ?? null));
  const sharing = computed(() => share.stream.value !== null && share.state.value !== 'starting');
  const me = computed<Me>(() => {
    const { microphone, camera } = local.state.value;
    return {
      name: myName.value,
      part: lesson.value.myPart,
      audioOn: microphone.on && microphone.track !== null,
      videoOn: camera.on && camera.track !== null,
      sharing: sharing.value,
    };
  });
  const listed = computed<ListedPerson[]>(() => [
    { ...me.value, userId: session.me.value?.userId ?? '', isMe: true, maySpeak: null, staysOut: false },
    ...people.value.map(toListed),
  ]);
  const tiles = computed(() => tilesOf(people.value, me.value));
  const teacherIsHere = computed(() => listed.value.some(({ part }) => part === 'instructor'));
  return { people, listed, tiles, teacherIsHere };
}
