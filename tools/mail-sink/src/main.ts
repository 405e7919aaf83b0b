import { once } from 'node:events';
import { readConfig } from './config.js';
import { MailStore } from './mail-store.js';
import { smtpServer } from './smtp.js';
import { webServer } from './web.js';

const config = readConfig(process.env);
const store = await MailStore.open(config.MAIL_FOLDER);
const complain = (error: unknown) => {
  console.error(error);
};
const smtp = smtpServer(store, complain).listen(config.SMTP_PORT, config.MAIL_SINK_HOST);
const web = webServer(store, complain).listen(config.MAIL_PAGE_PORT, config.MAIL_SINK_HOST);
await Promise.all([once(smtp, 'listening'), once(web, 'listening')]);
console.log(
  `Mails to ${config.MAIL_SINK_HOST}:${config.SMTP_PORT} are shown on http://localhost:${config.MAIL_PAGE_PORT}`,
);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    smtp.close();
    web.close();
    web.closeAllConnections();
  });
}
