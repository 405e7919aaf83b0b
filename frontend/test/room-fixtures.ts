import type { LessonView } from '@seodang/contracts/lessons';
import type { LocalDevice, LocalState } from '../src/room/media/local-media.js';
import { LESSON_ID } from './fake-media.js';

/** A live lesson of a student; `more` is what matters to a test. */
export const lesson = (more: Partial<LessonView> = {}): LessonView => {
  const course = { id: LESSON_ID, title: '한글 서예 입문', instructor: { id: LESSON_ID, name: '김규현' } };
  const base = {
    id: LESSON_ID,
    course,
    title: '가로획과 세로획',
    state: 'live',
    myPart: 'student',
    mayJoin: true,
  };
  return { ...base, mayStart: false, startedAt: null, endedAt: null, ...more } as unknown as LessonView;
};

/** A device that is there and off. */
export const device = (more: Partial<LocalDevice> = {}): LocalDevice => {
  return { track: null, on: false, trouble: null, devices: [], chosenId: null, opening: false, ...more };
};

export const local = (more: Partial<LocalState> = {}): LocalState => ({
  microphone: device(),
  camera: device(),
  ...more,
});

/** A device that sends. */
export const on = device({ on: true, track: { id: 't' } as MediaStreamTrack });

/** A listener that remembers the names of what it was told. */
export function heard() {
  const calls: string[] = [];
  const listener = (name: string) => () => void calls.push(name);
  return { calls, listener };
}

/** The button a person would find by this name. @throws {Error} if there is none */
export function button(name: string): HTMLElement {
  const all = [...document.querySelectorAll<HTMLElement>('button, [role=menuitem]')];
  const found = all.find((one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === name);
  if (found === undefined)
    throw new Error(`no button ${name} among ${all.map((one) => one.outerHTML).join('\n')}`);
  return found;
}
