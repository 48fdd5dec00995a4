import { afterEach, beforeEach } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';
import { isObject, type JsonObject } from './json.ts';
import { call, connect, type RawSocket } from './raw-client.ts';

export const plain = (text: string) => ({ type: 'plain_text', text });

export const option = (value: string) => ({ text: plain(`The ${value}`), value });

/** An input block; its element's action_id is the block's id and `_action`. */
export function input(id: string, element: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return {
    type: 'input',
    block_id: id,
    label: plain(id),
    element: { type: 'plain_text_input', action_id: `${id}_action`, ...element },
    ...more,
  };
}

/** A modal with these blocks and a submit button. */
export function form(...blocks: JsonObject[]): JsonObject {
  return { type: 'modal', callback_id: 'form', title: plain('Form'), submit: plain('Send'), blocks };
}

/** A Slack for every test, with an app that does what it is told and anna, who has forms to fill in. */
export function useForm() {
  const clock = manualClock();
  let slack: LoopbackSlack;
  let socket: RawSocket;

  beforeEach(async () => {
    slack = await startLoopbackSlack({ clock });
    socket = await connect(slack);
  });

  afterEach(() => slack.close());

  async function received(ack?: JsonObject): Promise<JsonObject> {
    const envelope = await socket.next('interactive');
    socket.ack(envelope, ack);
    return isObject(envelope.payload) ? envelope.payload : {};
  }

  /** The app opens this for anna; answers with the view as Slack tells it. */
  async function open(view: JsonObject): Promise<JsonObject> {
    const taking = slack.globalShortcut('anna', 'open');
    const { trigger_id } = await received();
    await taking;
    const { body } = await call(slack, 'views.open', { trigger_id, view });
    if (!isObject(body.view)) throw new Error(`not opened: ${JSON.stringify(body)}`);
    return body.view;
  }

  /** Anna submits what is in front of her; the app acknowledges it with this. */
  async function submitted(ack?: JsonObject) {
    const submitting = slack.submit('anna');
    const payload = await received(ack);
    return { payload, result: await submitting };
  }

  return {
    clock,
    get slack() {
      return slack;
    },
    get socket() {
      return socket;
    },
    received,
    open,
    submitted,
    /** What stands in the element of this block. */
    entered: (id: string) => slack.modal('anna')?.values[id]?.[`${id}_action`],
  };
}
