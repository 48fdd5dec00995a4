import type { JsonObject } from './json.ts';
import type { Call, Methods } from './method.ts';
import type { OpenView } from './open-view.ts';
import { invalidArguments, Refusal } from './refusal.ts';
import type { Trigger, Triggers } from './triggers.ts';
import { goodView } from './view-shape.ts';
import type { Views } from './views.ts';

/** views.*: codes, tiers and arguments are documented (method pages); no scope is asked for. */
export function viewMethods(views: Views, triggers: Triggers): Methods {
  const common = { token: 'bot', tier: 4 } as const;
  const opening = { ...common, needs: ['view'], args: ['view', 'trigger_id', 'interactivity_pointer'] };
  const told = (view: OpenView): JsonObject => ({ view: view.told() });
  return {
    'views.open': { ...opening, run: (call) => told(open(call, views, triggers)) },
    'views.push': { ...opening, run: (call) => told(push(call, views, triggers)) },
    'views.update': {
      ...common,
      needs: ['view'],
      args: ['view', 'view_id', 'external_id', 'hash'],
      run: (call) => told(update(call, views)),
    },
    'views.publish': {
      ...common,
      needs: ['view', 'user_id'],
      args: ['view', 'user_id', 'hash'],
      run: (call) => told(publish(call, views)),
    },
  };
}

/** Guessed: a trigger is spent only when the view itself is good. */
function spend({ args }: Call, triggers: Triggers): Trigger {
  const trigger = triggers.use(args.text('interactivity_pointer') ?? args.need('trigger_id'));
  if ('refusal' in trigger) throw new Refusal(trigger.refusal);
  return trigger;
}

function open(call: Call, views: Views, triggers: Triggers): OpenView {
  const { args, workspace } = call;
  const view = goodView(args.object('view'), 'modal', workspace);
  const trigger = spend(call, triggers);
  if (views.onScreen(trigger.modalId)) {
    // Slack's people say that this works by chance, and not on mobile (bolt-js#1827, #1072).
    workspace.violation(
      'views.open: from inside a modal it is not certain what becomes of it; push or update',
    );
  }
  return views.open(view, trigger);
}

/** Documented: the trigger must come from the modal. Guessed: `not_found` too when that is closed by now. */
function push(call: Call, views: Views, triggers: Triggers): OpenView {
  const { args, workspace } = call;
  const view = goodView(args.object('view'), 'modal', workspace);
  const { modalId } = spend(call, triggers);
  if (modalId === undefined) workspace.violation('views.push: the trigger comes from no modal');
  const upon = views.onScreen(modalId);
  if (!upon) throw new Refusal('not_found');
  return views.push(view, upon);
}

/** `not_found` is nobody's fault when the person closed the view. */
function update({ args, workspace }: Call, views: Views): OpenView {
  const [id, externalId] = [args.text('view_id'), args.text('external_id')];
  if (id === undefined && externalId === undefined) throw invalidArguments('missing required field: view_id');
  const known = views.find(id, externalId);
  const view = goodView(args.object('view'), known?.type ?? 'modal', workspace);
  if (known) return views.update(known, view, args.text('hash'));
  if (id !== undefined && !views.knew(id)) workspace.violation(`views.update: there never was a view ${id}`);
  throw new Refusal('not_found');
}

/** Guessed: `user_not_found` for a wrong or deactivated person. */
function publish({ args, workspace }: Call, views: Views): OpenView {
  if (!workspace.homeEnabled) throw new Refusal('not_enabled');
  const view = goodView(args.object('view'), 'home', workspace);
  const person = workspace.people.all.get(args.need('user_id'));
  if (!person || person.deleted) throw new Refusal('user_not_found');
  return views.publish(person.id, view, args.text('hash'));
}
