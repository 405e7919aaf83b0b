import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteRecordRaw,
} from 'vue-router';
import type { Role } from '@seodang/contracts/identity';
import { safeNext, useSession } from './identity/index.js';
import { arrival } from './shared/arrival.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Open to people who are not signed in. Everything else is not. */
    public?: boolean;
    /** Without header and page margins: the page draws the whole window. */
    bare?: boolean;
    /** Fills the window below the header, and scrolls inside itself. */
    fills?: boolean;
    /** For visitors only: whoever is signed in goes on to where they wanted to go, or else to this path. */
    leadsTo?: string;
    /** Shown to people with this role; others are told who can give it. */
    role?: Role;
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: { render: () => null }, meta: { public: true } },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./identity/SignInPage.vue'),
    meta: { public: true, bare: true, leadsTo: '/lessons' },
  },
  {
    path: '/sign-up',
    name: 'sign-up',
    component: () => import('./identity/SignUpPage.vue'),
    meta: { public: true, bare: true, leadsTo: '/courses' },
  },
  { path: '/account', name: 'account', component: () => import('./identity/AccountPage.vue') },
  {
    path: '/courses',
    name: 'courses',
    component: () => import('./courses/CoursesPage.vue'),
    meta: { public: true },
  },
  {
    path: '/courses/:id',
    name: 'course',
    component: () => import('./courses/CoursePage.vue'),
    props: true,
    meta: { public: true },
  },
  {
    path: '/messages',
    component: () => import('./messages/MessagesPage.vue'),
    meta: { fills: true },
    children: [
      { path: '', name: 'messages', component: () => import('./messages/MessagesHome.vue') },
      {
        path: ':roomId',
        name: 'message-room',
        component: () => import('./messages/RoomPane.vue'),
        props: true,
      },
    ],
  },
  {
    path: '/reports',
    name: 'reports',
    component: () => import('./messages/ReportsPage.vue'),
    meta: { role: 'operator' },
  },
  {
    path: '/recordings',
    name: 'recordings',
    component: () => import('./studio/recordings/RecordingsPage.vue'),
    meta: { role: 'operator' },
  },
  {
    path: '/recordings/:id',
    name: 'recording',
    component: () => import('./studio/recordings/RecordingPage.vue'),
    props: true,
    meta: { role: 'operator' },
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
    path: '/replay/:id',
    name: 'replay',
    component: () => import('./replay/ReplayPage.vue'),
    props: true,
    // A shared link brings its own right to watch; the page leads everybody else to the sign-in.
    meta: { public: true, fills: true },
  },
  {
    path: '/studio',
    name: 'studio',
    component: () => import('./studio/StudioPage.vue'),
    meta: { role: 'instructor' },
  },
  {
    path: '/studio/courses/new',
    name: 'studio-new',
    component: () => import('./studio/NewCoursePage.vue'),
    meta: { role: 'instructor' },
  },
  {
    path: '/studio/recordings',
    name: 'studio-recordings',
    component: () => import('./studio/recordings/RecordingsPage.vue'),
    meta: { role: 'instructor' },
  },
  {
    path: '/studio/recordings/:id',
    name: 'studio-recording',
    component: () => import('./studio/recordings/RecordingPage.vue'),
    props: true,
    meta: { role: 'instructor' },
  },
  {
    path: '/studio/courses/:id',
    component: () => import('./studio/ManageCoursePage.vue'),
    props: true,
    meta: { role: 'instructor' },
    children: [
      { path: '', name: 'studio-course', component: () => import('./studio/CourseLessons.vue') },
      { path: 'people', name: 'studio-people', component: () => import('./studio/CoursePeople.vue') },
      { path: 'edit', name: 'studio-settings', component: () => import('./studio/CourseSettings.vue') },
    ],
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
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
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
  if (to.name === 'home') return { name: session.user === null ? 'courses' : 'lessons', replace: true };
  if (session.user === null && to.meta.public !== true) {
    return { name: 'sign-in', query: to.path === '/lessons' ? {} : { next: to.fullPath } };
  }
  if (session.user === null || to.meta.leadsTo === undefined) return true;
  return { path: safeNext(to.query.next, to.meta.leadsTo), replace: true };
}
