// People in the simulated Slack: what they type and press becomes the events that Slack would send.
import type { Attempt, Delivery } from './slack-simulator-delivery.ts';
import { toWire } from './slack-simulator-methods.ts';
import {
  BOT_USER,
  type SimulatedChannel,
  type SimulatedFile,
  type SimulatedMessage,
  type SimulatedUser,
  TEAM,
  type Workspace,
} from './slack-simulator-workspace.ts';

export interface Place {
  readonly channel: string;
  readonly ts: string;
}

/** What a person did, and how it was brought to the app. */
export interface Deed extends Place {
  readonly attempts: readonly Attempt[];
}

export interface Spoken {
  readonly files?: readonly SimulatedFile[];
  readonly subtype?: string;
  /** Fields of the event that Slack would set for a special author. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An event in the envelope in which Slack sends it. */
export function wrapEvent(event: object, team = TEAM): object {
  return {
    token: 'deprecated',
    team_id: team,
    api_app_id: 'A0KAKI',
    event,
    type: 'event_callback',
    event_id: `Ev${Math.random().toString(36).slice(2, 11).toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team, user_id: BOT_USER, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

export class Member {
  readonly user: SimulatedUser;
  readonly #workspace: Workspace;
  readonly #delivery: Delivery;

  constructor(user: SimulatedUser, workspace: Workspace, delivery: Delivery) {
    this.user = user;
    this.#workspace = workspace;
    this.#delivery = delivery;
  }

  get id(): string {
    return this.user.id;
  }

  /** Replies in a thread. */
  writesIn(thread: Place, text: string, spoken: Spoken = {}): Promise<Deed> {
    return this.#writes(this.#channel(thread.channel), text, { ...spoken, threadTs: thread.ts });
  }

  /** At the top of a channel. */
  writes(channel: string, text: string, spoken: Spoken = {}): Promise<Deed> {
    return this.#writes(this.#channel(channel), text, spoken);
  }

  dm(text: string, spoken: Spoken = {}): Promise<Deed> {
    return this.#writes(this.#workspace.directOf(this.id), text, spoken);
  }

  /** Slack tells of a mention twice: as the message, and as the mention. */
  async mentions(channel: string, text: string, thread?: Place): Promise<Deed> {
    const given = thread ? { threadTs: thread.ts } : {};
    const deed = await this.#writes(this.#channel(channel), `<@${BOT_USER}> ${text}`, given);
    const { type: _type, ...message } = toWire(this.#workspace.message(channel, deed.ts));
    const attempts = await this.#tell(this.#channel(channel), { ...message, type: 'app_mention' }, false);
    return { ...deed, attempts };
  }

  async edits(place: Place, text: string): Promise<Deed> {
    const message = this.#workspace.message(place.channel, place.ts);
    const before = toWire(message);
    message.text = text;
    message.edited = { user: this.id, ts: this.#workspace.nextTs() };
    return this.#changed(place, message, before);
  }

  /** Slack shows a link's page under a message: a change that nobody made. */
  unfurls(place: Place): Promise<Deed> {
    const message = this.#workspace.message(place.channel, place.ts);
    return this.#changed(place, message, toWire(message));
  }

  async deletes(place: Place): Promise<Deed> {
    const channel = this.#channel(place.channel);
    const message = this.#workspace.message(place.channel, place.ts);
    const before = toWire(message);
    const ts = this.#workspace.nextTs();
    if (this.#workspace.remove(channel, message) === 'tombstone')
      return this.#changed(place, message, before);
    const event = {
      type: 'message',
      subtype: 'message_deleted',
      previous_message: before,
      deleted_ts: place.ts,
      hidden: true,
      ts,
    };
    return { ...place, attempts: await this.#tell(channel, event) };
  }

  /** @param given a value other than the button's own is a forged press. */
  async presses(
    actionId: string,
    place: Place,
    given: { readonly value?: string; readonly userTeam?: string } = {},
  ): Promise<Deed> {
    const message = this.#workspace.message(place.channel, place.ts);
    const [button, blockId] =
      message.blocks
        .flatMap(({ elements, block_id = 'b' }) =>
          ((elements as Record<string, unknown>[] | undefined) ?? []).map((one) => [one, block_id] as const),
        )
        .find(([element]) => element.action_id === actionId) ?? [];
    if (!button && given.value === undefined)
      throw new Error(`There is no button ${actionId} under ${place.ts}.`);
    const action = {
      type: 'button',
      action_id: actionId,
      block_id: blockId ?? 'b',
      value: given.value ?? button?.value,
      action_ts: this.#workspace.nextTs(),
    };
    const attempts = await this.#delivery.deliver('interactive', {
      type: 'block_actions',
      team: { id: TEAM, domain: 'kopi' },
      user: {
        id: this.id,
        username: this.user.name,
        name: this.user.name,
        team_id: given.userTeam ?? this.user.team,
      },
      api_app_id: 'A0KAKI',
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: place.channel,
        is_ephemeral: message.onlyFor !== undefined,
      },
      channel: { id: place.channel, name: 'privategroup' },
      message: toWire(message),
      trigger_id: '1.2.3',
      response_url: 'https://hooks.slack.com/actions/none',
      actions: [action],
    });
    return { ...place, attempts };
  }

  async #writes(
    channel: SimulatedChannel,
    text: string,
    spoken: Spoken & { readonly threadTs?: string },
  ): Promise<Deed> {
    const { files, subtype, threadTs, extra } = spoken;
    const message = this.#workspace.add(channel, {
      user: this.id,
      team: this.user.team,
      text,
      ...(threadTs && { thread_ts: threadTs }),
      ...(files && { files, subtype: 'file_share' }),
      ...(subtype && { subtype }),
    });
    const attempts = await this.#tell(channel, { ...toWire(message), ...extra });
    return { channel: channel.id, ts: message.ts, attempts };
  }

  async #changed(place: Place, message: SimulatedMessage, before: object): Promise<Deed> {
    const event = {
      type: 'message',
      subtype: 'message_changed',
      message: toWire(message),
      previous_message: before,
      hidden: true,
      ts: this.#workspace.nextTs(),
    };
    return { ...place, attempts: await this.#tell(this.#channel(place.channel), event) };
  }

  #tell(
    channel: SimulatedChannel,
    event: Record<string, unknown>,
    withType = true,
  ): Promise<readonly Attempt[]> {
    const told = {
      ...event,
      channel: channel.id,
      event_ts: event.ts,
      ...(withType && { channel_type: channel.kind }),
    };
    return this.#delivery.deliver('event', wrapEvent(told));
  }

  #channel(id: string): SimulatedChannel {
    const channel = this.#workspace.channels.get(id);
    if (!channel) throw new Error(`There is no channel ${id}.`);
    return channel;
  }
}
