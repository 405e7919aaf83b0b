import './styles/main.css';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { z } from 'zod';
import App from './App.vue';
import { firstLanguage, i18n, setLanguage } from './i18n/index.js';
import { queryOptions } from './query.js';
import { createAppRouter } from './router.js';

// Zod would otherwise try `new Function`, which the content security policy forbids and reports.
z.config({ jitless: true });

void import('./styles/fonts.js');

const app = createApp(App);
app.use(createPinia()).use(i18n).use(VueQueryPlugin, queryOptions);
await setLanguage(firstLanguage());
app.use(createAppRouter());
app.mount('#app');
