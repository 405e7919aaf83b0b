import { until } from '@seodang/testing/until';

export interface Mail {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly { readonly filename: string; readonly mimeType: string }[];
}

function pageUrl(): string {
  const url = process.env['MAIL_PAGE_URL'];
  if (!url) throw new Error('MAIL_PAGE_URL is not set: run the stories by `make e2e`');
  return url;
}

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(`${pageUrl()}${path}`);
  if (!answer.ok) throw new Error(`the mail sink answered ${answer.status} to ${path}`);
  return (await answer.json()) as T;
}

/** Waits until a mail whose subject holds these words has come for an address. */
export async function mailFor(
  address: string,
  { subject, withinMs }: { subject: string; withinMs: number },
): Promise<Mail> {
  let seen: string[] = [];
  const { id } = await until(
    async () => {
      const mails = await ask<{ id: string; subject: string }[]>(
        `/api/mails?to=${encodeURIComponent(address)}`,
      );
      seen = mails.map((mail) => mail.subject);
      return mails.find((mail) => mail.subject.includes(subject));
    },
    { what: `a mail “${subject}” for ${address}`, withinMs, everyMs: 500, seen: () => seen },
  );
  return ask<Mail>(`/api/mails/${id}`);
}

/** How many mails have come for an address with these words in the subject. */
export async function countMails(address: string, subject: string): Promise<number> {
  const mails = await ask<{ subject: string }[]>(`/api/mails?to=${encodeURIComponent(address)}`);
  return mails.filter((mail) => mail.subject.includes(subject)).length;
}
