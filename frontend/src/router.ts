import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteRecordRaw,
} from 'vue-router';
import { useSession } from './identity/index.js';
import { arrival } from './shared/arrival.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Open to people who are not signed in. Everything else is not. */
    public?: boolean;
    /** Without header and page margins: the page draws the whole window. */
    bare?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/lessons' },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./identity/SignInPage.vue'),
    meta: { public: true, bare: true },
  },
  { path: '/lessons', name: 'lessons', component: () => import('./lessons/MyLessonsPage.vue') },
  { path: '/lessons/:id', name: 'lesson', component: () => import('./lessons/LessonPage.vue'), props: true },
  {
    path: '/lessons/:id/room',
    name: 'room',
    component: () => import('./room/index.js').then((room) => room.RoomPage),
    props: true,
    meta: { bare: true },
  },
  {
    path: '/lessons/:id/attendance',
    name: 'attendance',
    component: () => import('./attendance/AttendancePage.vue'),
    props: true,
  },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('./shell/NotFoundPage.vue'),
    meta: { public: true },
  },
];

/** The app's pages. Whoever is not signed in is led to the sign-in page first, and back afterwards. */
export function createAppRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what replaces it is still experimental
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  });
  router.beforeEach(guard);
  router.afterEach((_to, from) => {
    arrival.insideApp = from.matched.length > 0;
  });
  return router;
}

async function guard(to: RouteLocationNormalized) {
  const session = useSession();
  await session.restore();
  if (session.failure !== null) return false;
  if (session.user === null && to.meta.public !== true) {
    return { name: 'sign-in', query: to.path === '/lessons' ? {} : { next: to.fullPath } };
  }
  if (session.user !== null && to.name === 'sign-in') return { name: 'lessons', replace: true };
  return true;
}
