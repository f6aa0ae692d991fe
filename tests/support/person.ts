import type { BrowserContext, Locator, Page } from 'playwright-core';
import { type LaunchOptions, launchBrowser } from './browser.ts';

declare global {
  interface Window {
    /** The page's WebRTC connections. */
    links?: RTCPeerConnection[];
  }
}

/** Runs in the page, before all else. */
function watchLinks(): void {
  const links: RTCPeerConnection[] = [];
  window.links = links;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      links.push(this);
    }
  };
}

/** A person at a browser of their own, acting through the names of the contract. */
export class Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained of. */
  readonly complaints: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.complaints.push(message.text());
      }
    });
  }

  /** Opens a browser; with a folder its profile stays for a later opening. */
  static async at(userDataDir?: string, options: LaunchOptions = {}): Promise<Person> {
    const context = await launchBrowser(userDataDir ? { ...options, userDataDir } : options);
    await context.addInitScript(watchLinks);
    return new Person(context, context.pages()[0] ?? (await context.newPage()));
  }

  /** Opens the office that this profile belongs to; while nothing answers, from what the browser kept. */
  async visit(url: string, online = true): Promise<void> {
    await this.page.goto(url);
    await this.link('general').waitFor();
    if (online) await this.status('Connected');
  }

  async found(setup: string, office: string, name: string): Promise<void> {
    await this.page.goto(setup);
    await this.page.getByRole('heading', { name: 'Create your office' }).waitFor();
    await this.page.getByRole('textbox', { name: 'Office name' }).fill(office);
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Create office' }).click();
    await this.link('general').waitFor({ timeout: 30_000 });
  }

  async join(invite: string, office: string, name: string): Promise<void> {
    await this.page.goto(invite);
    await this.page.getByRole('heading', { name: `Join ${office}` }).waitFor();
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Join office' }).click();
    await this.link('general').waitFor({ timeout: 30_000 });
  }

  /** Makes an invite and gives its link. */
  async invite(): Promise<string> {
    await this.page.getByRole('button', { name: 'Invite people' }).click();
    const box = this.page.getByRole('textbox', { name: 'Invite link' });
    // The field fills once the invite is durable.
    await this.page.waitForFunction(
      (field) => (field as HTMLInputElement).value.includes('#/join/'),
      await box.elementHandle(),
    );
    const link = await box.inputValue();
    await this.page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    return link;
  }

  async createChannel(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Create channel' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Channel name' }).fill(name);
    await dialog.getByRole('button', { name: 'Create channel' }).click();
    await this.link(name).waitFor();
  }

  /** Opens the direct with these people, or with a name a private group of them. */
  async gather(people: readonly string[], group?: string): Promise<void> {
    await this.button('New message').click();
    const box = this.page.getByRole('combobox', { name: 'People' });
    for (const name of people) {
      await box.fill(name);
      await this.page.getByRole('option', { name }).click();
    }
    if (group) await this.box('Group name').fill(group);
    await this.button('Start').click();
    await this.page
      .getByRole('log', { name: `Messages in ${group ?? people.join(', ')}` })
      .waitFor();
  }

  /** Shows a member's card; it is closed with `closeMembers`. */
  async card(name: string): Promise<Locator> {
    const members = this.page.getByRole('complementary', { name: 'Members' });
    if (!(await members.isVisible())) await this.button('Members').click();
    const back = this.button('Back to all members');
    if (await back.isVisible()) await back.click();
    await members.getByRole('listitem').filter({ hasText: name }).getByRole('button').click();
    const card = this.page.getByRole('article', { name, exact: true });
    await card.waitFor();
    return card;
  }

  async closeMembers(): Promise<void> {
    await this.button('Close members').click();
    await this.page.getByRole('complementary', { name: 'Members' }).waitFor({ state: 'detached' });
  }

  async settings(tab: 'General' | 'Notifications' | 'Devices' | 'Office'): Promise<void> {
    await this.button('Settings').click();
    await this.page.getByRole('tab', { name: tab }).click();
  }

  async closeDialog(): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
    await this.page.getByRole('dialog').waitFor({ state: 'detached' });
    // Its entry goes out of the history a moment later; that would end a way elsewhere.
    await this.page.waitForFunction(() => !(history.state as { layers?: number } | null)?.layers);
  }

  /** Offers a link to one more device, and gives it. The settings stay open. */
  async offerLink(): Promise<string> {
    await this.settings('Devices');
    await this.button('Link a device').click();
    return this.box('Link for the other device').inputValue();
  }

  /** Opens a link to a device in this browser, and gives the words to compare once they are there. */
  async useLink(link: string): Promise<readonly string[]> {
    await this.page.goto(link);
    await this.button('Link this browser').click();
    return this.words();
  }

  /** The words that are shown to be compared. */
  async words(): Promise<readonly string[]> {
    const list = this.page.getByRole('list', { name: 'Words to compare' });
    await list.waitFor({ timeout: 30_000 });
    return list.getByRole('listitem').allTextContents();
  }

  /** Waits until this browser talks to another one without a relay between them. */
  async isDirect(): Promise<void> {
    await this.page.waitForFunction(
      () => window.links?.some(({ connectionState }) => connectionState === 'connected'),
      null,
      { timeout: 30_000 },
    );
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  box(name: string): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }

  link(conversation: string): Locator {
    return this.page
      .getByRole('navigation', { name: 'Conversations' })
      .getByRole('link', { name: conversation, exact: true });
  }

  async open(conversation: string): Promise<void> {
    await this.link(conversation).click();
    await this.page.getByRole('log', { name: `Messages in ${conversation}` }).waitFor();
  }

  async say(conversation: string, text: string): Promise<void> {
    const box = this.page.getByRole('textbox', { name: `Message ${conversation}` });
    await box.fill(text);
    await box.press('Enter');
    await this.message(text).waitFor();
  }

  message(text: string): Locator {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  /** Waits until a message is on the screen. */
  async sees(text: string, timeout = 30_000): Promise<void> {
    await this.message(text).waitFor({ timeout });
  }

  /** Waits until an own message says where it is held. */
  async delivered(text: string, where: string, timeout = 30_000): Promise<void> {
    await this.message(text).getByLabel(where).first().waitFor({ timeout });
  }

  /** Waits until the member list says that somebody is here or not. */
  async present(
    name: string,
    status: 'Online' | 'Offline' | 'Away' | 'Do not disturb',
    timeout = 30_000,
  ): Promise<void> {
    const member = this.page.getByRole('listitem').filter({ hasText: name });
    if (!(await member.first().isVisible())) {
      await this.page.getByRole('button', { name: 'Members' }).click();
    }
    await member.filter({ hasText: status }).waitFor({ timeout });
  }

  /** Waits until the status region says so. */
  async status(text: string, timeout = 30_000): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: text }).waitFor({ timeout });
  }

  /** Leaves the page as a person does, so that it can say goodbye; closing the browser may not let it. */
  async leave(): Promise<void> {
    await this.page.goto('about:blank');
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
