import { fileURLToPath } from 'node:url';
import VueI18n from '@intlify/unplugin-vue-i18n/vite';
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

const api = process.env.API_ORIGIN ?? 'http://127.0.0.1:10300';
const media = process.env.MEDIA_ORIGIN ?? 'http://127.0.0.1:10443';
/** Newer than Vite's baseline, because the theme is written in CSS light-dark(). */
const browsers = ['chrome123', 'edge123', 'firefox128', 'safari17.5'];

/** Every browser we build for reads woff2, so the older files need not be shipped. */
function woff2Only(): Plugin {
  return {
    name: 'woff2-only',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@fontsource/') || !id.endsWith('.css')) return null;
      return code.replaceAll(/, url\([^)]+\.woff\) format\('woff'\)/g, '');
    },
  };
}

export default defineConfig({
  plugins: [
    woff2Only(),
    vue(),
    tailwindcss(),
    VueI18n({
      include: fileURLToPath(new URL('src/i18n/{ko,en}/*.json', import.meta.url)),
      runtimeOnly: true,
      dropMessageCompiler: true,
      fullInstall: false,
    }),
  ],
  resolve: { conditions: ['seodang:source', 'module', 'browser', 'development|production'] },
  build: {
    target: browsers,
    cssTarget: browsers,
    // A strict font-src has no room for data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.DEV_PORT ?? 10808),
    strictPort: true,
    proxy: {
      '/api': api,
      '/openvidu': { target: media, ws: true },
    },
  },
});
