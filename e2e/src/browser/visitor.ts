import type { BrowserContext, Page } from 'playwright-core';
import { AttendancePage } from '../pages/attendance.js';
import { ChatPage } from '../pages/chat.js';
import { CoursesPage } from '../pages/courses.js';
import { LessonsPage } from '../pages/lessons.js';
import { LobbyPage } from '../pages/lobby.js';
import { MessagesPage } from '../pages/messages.js';
import { RecordingsPage } from '../pages/recordings.js';
import { ReplayPage } from '../pages/replay.js';
import { RoomPage } from '../pages/room.js';
import { SignInPage } from '../pages/sign-in.js';
import { SignUpPage } from '../pages/sign-up.js';
import { StudioPage } from '../pages/studio.js';
import type { Account } from '../support/people.js';
import { PASSWORD } from '../support/people.js';
import { target } from '../support/target.js';
import { wordsOf } from '../support/words.js';
import type { Language, Word } from '../support/words.js';
import { accessibilityProblems } from './axe.js';
import { Conduct } from './conduct.js';
import type { ForwardProxy } from './forward-proxy.js';
import { watchPeers } from './peers.page.js';

/** In what a page is shown. */
export interface Dress {
  readonly language: Language;
  readonly scheme: 'light' | 'dark';
}

export interface Arrival {
  readonly account: Account;
  readonly relayOnly: boolean;
  readonly network: ForwardProxy | null;
}

/** Somebody with a browser of their own, and the pages of Seodang as they use them. */
export class Visitor {
  readonly account: Account;
  readonly network: ForwardProxy | null;
  readonly word: Word;
  readonly signInPage: SignInPage;
  readonly signUpPage: SignUpPage;
  readonly courses: CoursesPage;
  readonly studio: StudioPage;
  readonly lessons: LessonsPage;
  readonly lobby: LobbyPage;
  readonly room: RoomPage;
  readonly replay: ReplayPage;
  readonly recordings: RecordingsPage;
  readonly attendance: AttendancePage;
  readonly messages: MessagesPage;
  readonly chat: ChatPage;

  private constructor(
    readonly page: Page,
    readonly conduct: Conduct,
    arrival: Arrival,
  ) {
    this.account = arrival.account;
    this.network = arrival.network;
    this.word = wordsOf(this.account.language);
    this.signInPage = new SignInPage(page, this.word);
    this.signUpPage = new SignUpPage(page, this.word);
    this.courses = new CoursesPage(page, this.word);
    this.studio = new StudioPage(page, this.word);
    this.lessons = new LessonsPage(page, this.word);
    this.lobby = new LobbyPage(page, this.word);
    this.room = new RoomPage(page, this.word);
    this.replay = new ReplayPage(page, this.word);
    this.recordings = new RecordingsPage(page, this.word);
    this.attendance = new AttendancePage(page, this.word);
    this.messages = new MessagesPage(page, this.word);
    this.chat = new ChatPage(page, this.word);
  }

  static async arrive(context: BrowserContext, arrival: Arrival): Promise<Visitor> {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.addInitScript(watchPeers, { relayOnly: arrival.relayOnly });
    return new Visitor(page, await Conduct.watch(page), arrival);
  }

  get name(): string {
    return this.account.name;
  }

  async signIn(): Promise<void> {
    await this.page.goto(`${target.origin}/sign-in`);
    await this.signInPage.submit(this.account.email, PASSWORD);
    await this.lessons.heading.waitFor();
  }

  /** The way a bookmark leads into a lesson. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${target.origin}${path}`);
  }

  /** What axe finds on the page as it stands: rule, how bad, and where. */
  accessibilityProblems(): Promise<string[]> {
    return accessibilityProblems(this.page);
  }

  /** The page in another language and look, as when they change while it stands there: in another tab, and on the device. */
  async dressAs({ language, scheme }: Dress): Promise<void> {
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.page.evaluate(chooseElsewhere, language);
    await this.page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    await this.page.evaluate(untilPainted);
  }

  /** Whether the page is wider than its window, so that one would have to scroll sideways to read it. */
  async scrollsSideways(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  }

  /** Closes the tab without a word, as its cross does. */
  async closeTab(): Promise<void> {
    await this.page.close({ runBeforeUnload: false });
  }

  async goHome(): Promise<void> {
    await this.page.context().close();
    await this.network?.close();
  }
}

/** Runs in the page: what the browser tells it when a language is chosen in another tab. */
function chooseElsewhere(language: string): void {
  localStorage.setItem('seodang.language', language);
  dispatchEvent(new StorageEvent('storage', { key: 'seodang.language', newValue: language }));
}

/** Runs in the page. */
async function untilPainted(): Promise<void> {
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
}
