import type { Email } from 'postal-mime';
import { html, type Html } from './html.js';
import type { StoredMail } from './mail-store.js';
import { TEXTS, type Language } from './texts.js';

interface Frame {
  readonly language: Language;
  readonly title: string;
  readonly actions?: Html;
  /** On the list: the mail on top, so that the page notices a newer one. */
  readonly newest?: string;
}

export function listPage(language: Language, mails: readonly StoredMail[]): Html {
  const texts = TEXTS[language];
  const rows = mails.map(
    (mail) =>
      html`<li>
        <a href="/mails/${mail.id}"
          ><b>${mail.subject || texts.noSubject}</b>${moment(mail)}<small
            >${mail.envelopeTo.join(', ')}</small
          ></a
        >
      </li>`,
  );
  const list =
    rows.length === 0
      ? html`<p class="empty">${texts.none}</p>`
      : html`<ul>
          ${rows}
        </ul>`;
  const clear = html`<form method="post" action="/clear"><button>${texts.clear}</button></form>`;
  return page(
    {
      language,
      title: texts.title,
      newest: mails[0]?.id ?? '',
      ...(rows.length === 0 ? {} : { actions: clear }),
    },
    html`<p class="lead">${texts.about}</p>
      ${list}`,
  );
}

export function mailPage(language: Language, mail: StoredMail, email: Email): Html {
  const texts = TEXTS[language];
  const files = email.attachments.map(
    ({ filename, mimeType }) => html`<li class="file">${filename ?? mimeType}</li>`,
  );
  return page(
    { language, title: mail.subject || texts.noSubject },
    html`<dl>
        <dt>${texts.from}</dt>
        <dd>${mail.from}</dd>
        <dt>${texts.to}</dt>
        <dd>${mail.envelopeTo.join(', ')}</dd>
        <dt>${texts.received}</dt>
        <dd>${moment(mail)}</dd>
      </dl>
      ${email.text === undefined && email.html === undefined ? html`<p class="empty">${texts.empty}</p>` : ''}
      ${
        email.text === undefined
          ? ''
          : html`<h2>${texts.text}</h2>
              <pre>${email.text}</pre>`
      }
      ${
        email.html === undefined
          ? ''
          : html`<h2>${texts.formatted}</h2>
              <iframe sandbox title="${texts.formatted}" src="/mails/${mail.id}/html"></iframe>`
      }
      ${
        files.length === 0
          ? ''
          : html`<h2>${texts.attachments}</h2>
              <ul>
                ${files}
              </ul>`
      }
      <p><a href="/mails/${mail.id}/source">${texts.source}</a> · <a href="/">${texts.back}</a></p>`,
  );
}

export function notFoundPage(language: Language): Html {
  const texts = TEXTS[language];
  return page({ language, title: texts.notFound }, html`<p><a href="/">${texts.back}</a></p>`);
}

function moment({ receivedAt }: StoredMail): Html {
  return html`<time datetime="${receivedAt}">${receivedAt.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function page({ language, title, actions, newest }: Frame, content: Html): Html {
  const script = newest === undefined ? '' : html`<script src="/refresh.js" defer></script>`;
  return html`<!doctype html>
    <html lang="${language}" data-newest="${newest ?? ''}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Seodang</title>
        <link rel="stylesheet" href="/style.css" />
        ${script}
      </head>
      <body>
        <a class="skip" href="#content">${TEXTS[language].skip}</a>
        <header>
          <span class="mark" aria-hidden="true">書</span>
          <h1>${title}</h1>
          ${actions ?? ''}
        </header>
        <main id="content">${content}</main>
      </body>
    </html>`;
}
