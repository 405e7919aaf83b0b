import './shared/zod-setup.js';
import './styles/main.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { firstLanguage, i18n, showLanguage } from './i18n/index.js';
import { createAppRouter } from './router.js';

void import('./styles/fonts.js');

const app = createApp(App);
app.use(createPinia()).use(i18n);
await showLanguage(firstLanguage());
app.use(createAppRouter());
app.mount('#app');
