import { fileURLToPath } from 'node:url';
import VueI18n from '@intlify/unplugin-vue-i18n/vite';
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import {
  firstLoadBudget,
  hlsAlone,
  leanHls,
  noJsonSchema,
  noZodSentences,
  pageBudget,
  shakableVue,
  slimEmojis,
  woff2Only,
} from './vite.plugins.js';

const api = process.env.API_ORIGIN ?? 'http://127.0.0.1:10300';
const media = process.env.MEDIA_ORIGIN ?? 'http://127.0.0.1:10443';
const chat = process.env.CHAT_ORIGIN ?? 'http://127.0.0.1:10400';
/** Newer than Vite's baseline, because the theme is written in CSS light-dark(). */
const browsers = ['chrome123', 'edge123', 'firefox128', 'safari17.5'];

/** What every page begins with, which would else be a dozen files of a few hundred bytes each. */
const BASE = [
  /src\/shared\/(http|answers|access-tokens|errors|settings)\./,
  /src\/shared\/composables\/use-(online|late)\./,
  /src\/shared\/ui\/(UiButton|UiSpinner|UiBanner|UiPageHeading|toasts)\./,
  /src\/(i18n|identity|messages)\/index\./,
  /src\/identity\/(session\.store|identity\.api|LanguageToggle|next\.rules)\./,
  /@lucide\/vue\/dist\/esm\/(Icon|createLucideIcon|context|shared|icons\/x\.)/,
  /contracts\/src\/(errors|identity|problem|time|ids)\.ts/,
  /preload-helper/,
];

export default defineConfig({
  plugins: [
    woff2Only(),
    slimEmojis(),
    shakableVue(),
    noJsonSchema(),
    noZodSentences(),
    hlsAlone(),
    leanHls(),
    vue(),
    firstLoadBudget(95),
    pageBudget({
      name: 'live room',
      source: '/src/room/RoomPage.vue',
      onDemand: ['/src/chat/RoomChat.vue', '/src/chat/replay/RoomReplay.vue'],
      limitKib: 190,
    }),
    pageBudget({
      name: 'replay',
      source: '/src/replay/ReplayPage.vue',
      onDemand: [
        '/src/chat/index.ts',
        '/src/chat/RoomChat.vue',
        '/src/chat/replay/RoomReplay.vue',
        '/src/replay/notes/NotesPanel.vue',
        '/src/replay/AskDialog.vue',
        '/src/replay/keys/KeysDialog.vue',
        '/media-captions/dist/prod.js',
      ],
      limitKib: 240,
    }),
    pageBudget({
      name: 'messages',
      source: '/src/messages/RoomPane.vue',
      onDemand: [
        '/src/chat/emoji/EmojiPicker.vue',
        '/src/chat/replay/RoomReplay.vue',
        '/src/chat/panes/SearchPane.vue',
        '/src/chat/panes/PinsPane.vue',
        '/src/messages/MembersPanel.vue',
      ],
      limitKib: 124,
    }),
    // In both languages, of which one is fetched.
    pageBudget({ name: 'emojis', source: '/src/chat/emoji/EmojiPicker.vue', limitKib: 132 }),
    tailwindcss(),
    VueI18n({
      include: fileURLToPath(new URL('src/i18n/{ko,en}/*.json', import.meta.url)),
      runtimeOnly: true,
      dropMessageCompiler: true,
      fullInstall: false,
    }),
  ],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  resolve: { conditions: ['seodang:source', 'module', 'browser', 'development|production'] },
  build: {
    target: browsers,
    cssTarget: browsers,
    // A strict font-src has no room for data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'zod', test: /node_modules\/zod\/|zod-setup/ },
            { name: 'vue', test: /node_modules\/(@vue|vue|vue-router|vue-i18n|@intlify|pinia)\// },
            { name: 'base', test: (id: string) => BASE.some((part) => part.test(id)) },
            { name: 'query', test: /node_modules\/@tanstack\// },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.DEV_PORT ?? 10808),
    strictPort: true,
    proxy: {
      '/api': api,
      '/openvidu': { target: media, ws: true },
      '/chat': { target: chat, ws: true },
    },
  },
});
