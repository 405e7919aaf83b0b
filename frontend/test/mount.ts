import { mount, type ComponentMountingOptions } from '@vue/test-utils';
import { TooltipProvider } from 'reka-ui';
import { defineComponent, h, nextTick, type Component } from 'vue';
import { createI18n } from 'vue-i18n';
import { createMemoryHistory, createRouter } from 'vue-router';
import { messages as en } from '../src/i18n/en.js';
import { messages as ko } from '../src/i18n/ko.js';

const page = { render: () => null };

export function testI18n(locale: 'ko' | 'en' = 'ko') {
  return createI18n({ legacy: false, locale, messages: { ko, en } as never });
}

/** A router that knows the app's names of pages and shows nothing. */
export function testRouter() {
  const paths = {
    'sign-in': '/sign-in',
    lessons: '/lessons',
    lesson: '/lessons/:id',
    room: '/lessons/:id/room',
    attendance: '/lessons/:id/attendance',
  };
  const routes = Object.entries(paths).map(([name, path]) => ({ name, path, component: page }));
  return createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: page }, ...routes],
  });
}

/** Mounts a component as the app would: with texts, routes and tooltips, in a document. */
export function mountInApp(
  component: Component,
  options: ComponentMountingOptions<never> & { locale?: 'ko' | 'en' } = {},
) {
  const { locale, props, slots, attrs, ...rest } = options as ComponentMountingOptions<Component> & {
    locale?: 'ko' | 'en';
  };
  const around = defineComponent({
    setup: () => () =>
      h(TooltipProvider, () => h(component, { ...(props as object), ...(attrs as object) }, slots as never)),
  });
  const wrapper = mount(around, {
    attachTo: document.body,
    ...rest,
    global: { ...rest.global, plugins: [testI18n(locale), testRouter(), ...(rest.global?.plugins ?? [])] },
  });
  return wrapper;
}

/** Lets Vue draw, and portals and focus follow. */
export async function drawn(): Promise<void> {
  await nextTick();
  await new Promise((resolve) => setTimeout(resolve));
  await nextTick();
}
