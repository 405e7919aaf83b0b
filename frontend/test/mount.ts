import { setImmediate } from 'node:timers/promises';
import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { defineComponent, h, nextTick, type Component } from 'vue';
import { createI18n } from 'vue-i18n';
import { createMemoryHistory, createRouter } from 'vue-router';
import { messages as en } from '../src/i18n/en.js';
import { messages as ko } from '../src/i18n/ko.js';

const page = { render: () => null };

/** A router that knows the app's names of pages and shows nothing. */
function testRouter() {
  const paths = {
    home: '/',
    'sign-in': '/sign-in',
    'sign-up': '/sign-up',
    account: '/account',
    courses: '/courses',
    course: '/courses/:id',
    messages: '/messages',
    'message-room': '/messages/:roomId',
    reports: '/reports',
    recordings: '/recordings',
    recording: '/recordings/:id',
    lessons: '/lessons',
    lesson: '/lessons/:id',
    room: '/lessons/:id/room',
    attendance: '/lessons/:id/attendance',
    replay: '/replay/:id',
    studio: '/studio',
    'studio-new': '/studio/courses/new',
    'studio-recordings': '/studio/recordings',
    'studio-recording': '/studio/recordings/:id',
    'studio-course': '/studio/courses/:id',
    'studio-people': '/studio/courses/:id/people',
    'studio-settings': '/studio/courses/:id/edit',
  };
  const routes = Object.entries(paths).map(([name, path]) => ({ name, path, component: page }));
  return createRouter({
    history: createMemoryHistory(),
    routes,
  });
}

interface InApp {
  /** Listeners as `onClick`. */
  props?: Record<string, unknown>;
  slots?: Record<string, () => unknown>;
  locale?: 'ko' | 'en';
}

/** Mounts a component as the app would: with texts, stores and routes, in a document. */
export function mountInApp(component: Component, { props, slots, locale = 'ko' }: InApp = {}) {
  const router = testRouter();
  const i18n = createI18n({ legacy: false, locale, messages: { ko, en } as never });
  // Around it, so that listeners among the props reach the component as its own.
  const around = defineComponent({ setup: () => () => h(component, props ?? null, slots) });
  const wrapper = mount(around, {
    attachTo: document.body,
    global: { plugins: [i18n, createPinia(), router] },
  });
  return Object.assign(wrapper, { router });
}

/** The button that says just this. */
export const buttonOf = (from: ReturnType<typeof mountInApp>, text: string) =>
  from.findAll('button').find((one) => one.text() === text);

/** Lets Vue draw, and portals and focus follow. */
export async function drawn(): Promise<void> {
  await nextTick();
  await setImmediate();
  await nextTick();
}

/** Waits until `condition` holds. @throws {Error} naming `what` when it does not within ten seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await drawn();
  }
}

/** Lets time pass in which something must not happen. @throws {Error} as soon as it does */
export async function never(look: () => boolean, what: string, forMs: number): Promise<void> {
  const end = Date.now() + forMs;
  while (Date.now() < end) {
    if (look()) throw new Error(`did not expect ${what}`);
    await setImmediate();
  }
}
