import type { TableFault } from '../standins/table-proxy.ts';
import type { Entry } from './diary.ts';
import type { Dice } from './dice.ts';
import type { Cast } from './play.ts';
import type { Action } from './script.ts';

/** What goes wrong in the world around the copies. */
export interface Troubles {
  begin(action: Trouble): void;
  /** Nothing goes wrong any more. */
  heal(): Promise<void>;
}

type Trouble = Exclude<
  Action,
  {
    kind:
      | 'outage opens'
      | 'outage turns'
      | 'own page'
      | 'press'
      | 'command'
      | 'home'
      | 'root deleted'
      | 'kill'
      | 'stop'
      | 'pause'
      | 'deploy';
  }
>;

/** Nothing is wrong yet. */
export function createTroubles({ world, crew, diary, storage }: Cast, dice: Dice): Troubles {
  const { clock, slack, pages, channel } = world;
  /** What is wrong, by what it is about, and how it ends. A second trouble of one thing follows the first. */
  const standing = new Map<string, () => void | Promise<void>>();
  const scripted: (() => void)[] = [];
  let tables: { how: TableFault; share: number } | undefined;

  storage.trouble = () => (tables && dice.roll() < tables.share ? tables.how : undefined);

  function lasts(key: string, forMs: number, begin: () => () => void | Promise<void>): void {
    void standing.get(key)?.();
    const undo = begin();
    const over = () => {
      if (standing.get(key) !== over) return;
      standing.delete(key);
      cancel();
      return undo();
    };
    const cancel = clock.after(forMs, () => void over());
    standing.set(key, over);
  }

  function begin(action: Trouble): void {
    switch (action.kind) {
      case 'page breaks':
        lasts(`page ${action.source}`, action.forMs, () => {
          const over = diary.begin('page', action.source);
          pages[action.source].break(action.how);
          return () => {
            over();
            pages[action.source].mend();
          };
        });
        return;
      case 'channel closes':
        lasts('channel', action.forMs, () => {
          const over = diary.begin('channel', action.how);
          if (action.how === 'archive') slack.archive(channel);
          else slack.kick(channel);
          return () => {
            over();
            slack.unarchive(channel);
            slack.invite(channel);
          };
        });
        return;
      case 'slack calls fail':
        callsFail(action.fault);
        return;
      case 'slack away':
        lasts('Slack', action.forMs, () => {
          const over = diary.begin('Slack', 'away');
          const gone = slack.down(true);
          return async () => {
            await gone;
            await slack.down(false);
            over();
          };
        });
        return;
      case 'sockets':
        socketTrouble(action.how, action.forMs);
        return;
      case 'envelopes':
        if (action.how === 'out of order') slack.outOfOrder();
        else comeTwice();
        return;
      case 'storage fails':
        lasts('storage', action.forMs, () => {
          const over = diary.begin('storage', JSON.stringify(action.how));
          tables = action;
          return () => {
            over();
            tables = undefined;
          };
        });
        return;
      case 'storage away':
        lasts('storage', action.forMs, () => {
          const over = diary.begin('storage', 'away');
          crew.setAway(true);
          return () => {
            over();
            crew.setAway(false);
          };
        });
        return;
      case 'boards fail':
        breaks('boards', action, world.boards);
        return;
      case 'mail fails':
        breaks('mail', action, world.sendgrid);
        return;
      case 'x fails':
        lasts('x', action.forMs, () => {
          const over = diary.begin('x', JSON.stringify(action.how));
          world.x.break(action.how, action.times);
          return () => {
            over();
            world.x.mend();
          };
        });
        return;
    }
  }

  /** Whenever the next such calls come. */
  function callsFail(fault: Extract<Action, { kind: 'slack calls fail' }>['fault']): void {
    const entry: Entry = {
      kind: 'Slack',
      what: `${fault.method} ${JSON.stringify(fault.how ?? 'slow')}`,
      from: clock.now(),
    };
    const handle = slack.faults.add(fault);
    diary.entries.push(entry);
    scripted.push(() => {
      entry.to = clock.now();
      entry.hits = handle.hits;
      handle.remove();
    });
  }

  function comeTwice(): void {
    slack.duplicateNext(3);
    // Nobody knows when the next three come.
    diary.begin('twice', 'the next three');
  }

  function breaks<F>(
    kind: 'boards' | 'mail',
    { how, times, forMs }: { how: F; times: number; forMs: number },
    standin: { break(how: F, where: { times: number }): void; mend(): void },
  ): void {
    lasts(kind, forMs, () => {
      const over = diary.begin(kind, JSON.stringify(how));
      standin.break(how, { times });
      return () => {
        over();
        standin.mend();
      };
    });
  }

  function socketTrouble(how: Extract<Action, { kind: 'sockets' }>['how'], forMs: number): void {
    const { sockets } = slack;
    const instant: Partial<Record<typeof how, () => unknown>> = {
      refresh: () => sockets.refresh(),
      'refresh all': () => sockets.refresh({ all: true, tcpOpen: true }),
      warning: () => sockets.refresh({ warning: true, all: true }),
      cut: () => sockets.cut(),
      'rate limited': () => slack.appRateLimited(),
      'link disabled': () => sockets.disconnect('link_disabled'),
    };
    const once = instant[how];
    if (once) {
      diary.note('socket', how);
      once();
      return;
    }
    lasts('socket', forMs, () => {
      const over = diary.begin('socket', how);
      if (how === 'silent') sockets.silence({ deaf: true });
      else if (how === 'refused') sockets.refuseUpgrade(503);
      else if (how === 'no hello') sockets.noHello(true);
      else sockets.maxConnections = 1;
      // What is open would hide it.
      if (how !== 'silent') sockets.cut();
      return () => {
        over();
        sockets.unsilence();
        sockets.refuseUpgrade(undefined);
        sockets.noHello(false);
        sockets.maxConnections = 10;
      };
    });
  }

  return {
    begin,
    async heal() {
      for (const over of scripted.splice(0)) over();
      await Promise.all([...standing.values()].map((over) => over()));
    },
  };
}
