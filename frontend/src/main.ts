import './shared/zod-setup.js';
import './styles/main.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { firstLanguage, followLanguage, i18n, showLanguage } from './i18n/index.js';
import { createAppRouter } from './router.js';
import { followTheme } from './shared/theme.js';

void import('./styles/fonts.js');

const app = createApp(App);
app.use(createPinia()).use(i18n);
await showLanguage(firstLanguage());
followLanguage();
followTheme();
app.use(createAppRouter());
app.mount('#app');
