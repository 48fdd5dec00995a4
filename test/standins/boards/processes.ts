/** A process as Microsoft ships it. https://learn.microsoft.com/azure/devops/boards/work-items/guidance/choose-process */
export type Process = 'Basic' | 'Agile' | 'Scrum';

/** The categories into which every state falls. */
export type StateCategory = 'Proposed' | 'InProgress' | 'Resolved' | 'Completed' | 'Removed';

/** A type of work item. */
export interface BoardType {
  name: string;
  states: { name: string; category: StateCategory }[];
  /** Reference names. */
  fields: string[];
  hidden: boolean;
  disabled: boolean;
}

/** A field, its name for people, and what it takes. */
export interface BoardField {
  name: string;
  allowed?: string[];
  /** A number, though its values are listed as text. */
  integer?: boolean;
}

/** All the fields of the stand-in, by reference name. */
export const fields: Readonly<Record<string, BoardField>> = {
  'System.Id': { name: 'ID' },
  'System.Rev': { name: 'Rev' },
  'System.TeamProject': { name: 'Team Project' },
  'System.WorkItemType': { name: 'Work Item Type' },
  'System.Title': { name: 'Title' },
  'System.State': { name: 'State' },
  'System.Reason': { name: 'Reason' },
  'System.Description': { name: 'Description' },
  'System.History': { name: 'History' },
  'System.Tags': { name: 'Tags' },
  'System.AreaPath': { name: 'Area Path' },
  'System.IterationPath': { name: 'Iteration Path' },
  'System.AssignedTo': { name: 'Assigned To' },
  'System.CreatedDate': { name: 'Created Date' },
  'Microsoft.VSTS.TCM.ReproSteps': { name: 'Repro Steps' },
  'Microsoft.VSTS.Common.Priority': { name: 'Priority', allowed: ['1', '2', '3', '4'], integer: true },
  'Microsoft.VSTS.Common.Severity': {
    name: 'Severity',
    allowed: ['1 - Critical', '2 - High', '3 - Medium', '4 - Low'],
  },
};

/** Fields that nobody sets. */
export const readOnly: readonly string[] = [
  'System.Id',
  'System.Rev',
  'System.TeamProject',
  'System.CreatedDate',
];

const PRIORITY = 'Microsoft.VSTS.Common.Priority';
const SEVERITY = 'Microsoft.VSTS.Common.Severity';
const REPRO = 'Microsoft.VSTS.TCM.ReproSteps';
const everywhere = Object.keys(fields).filter((name) => name.startsWith('System.'));

const flows = {
  basic: 'Proposed:To Do InProgress:Doing Completed:Done',
  bug: 'Proposed:New InProgress:Active Resolved:Resolved Completed:Closed',
  story: 'Proposed:New InProgress:Active Resolved:Resolved Completed:Closed Removed:Removed',
  task: 'Proposed:New InProgress:Active Completed:Closed Removed:Removed',
  issue: 'InProgress:Active Completed:Closed',
  backlog: 'Proposed:New Proposed:Approved InProgress:Committed Completed:Done Removed:Removed',
  feature: 'Proposed:New InProgress:In Progress Completed:Done Removed:Removed',
  scrumTask: 'Proposed:To Do InProgress:In Progress Completed:Done Removed:Removed',
  impediment: 'InProgress:Open Completed:Closed',
  test: 'Proposed:Design InProgress:Ready Completed:Closed',
  review: 'InProgress:Requested Completed:Closed',
} as const;

/** The types of a process, in Azure DevOps' order. */
export function typesOf(process: Process): BoardType[] {
  const own: Record<Process, BoardType[]> = {
    Basic: ['Epic', 'Issue', 'Task'].map((name) => type(name, 'basic', [])),
    Agile: [
      type('Bug', 'bug', [REPRO, PRIORITY, SEVERITY]),
      type('Epic', 'story', [PRIORITY]),
      type('Feature', 'story', [PRIORITY]),
      type('Issue', 'issue', [PRIORITY]),
      type('Task', 'task', [PRIORITY]),
      type('User Story', 'story', [PRIORITY]),
    ],
    Scrum: [
      type('Bug', 'backlog', [REPRO, PRIORITY, SEVERITY]),
      type('Epic', 'feature', [PRIORITY]),
      type('Feature', 'feature', [PRIORITY]),
      type('Impediment', 'impediment', [PRIORITY]),
      type('Product Backlog Item', 'backlog', [PRIORITY]),
      type('Task', 'scrumTask', [PRIORITY]),
    ],
  };
  const hidden = [
    'Code Review Request',
    'Code Review Response',
    'Feedback Request',
    'Feedback Response',
    'Shared Parameter',
    'Shared Steps',
    'Test Plan',
    'Test Suite',
  ];
  return [
    ...own[process],
    type('Test Case', 'test', [PRIORITY]),
    ...hidden.map((name) => ({ ...type(name, 'review', []), hidden: true })),
  ];
}

function type(name: string, flow: keyof typeof flows, own: string[]): BoardType {
  const states = flows[flow].split(/ (?=\w+:)/).map((state) => {
    const [category = '', label = ''] = state.split(':');
    return { name: label, category: category as StateCategory };
  });
  return { name, states, fields: [...everywhere, ...own], hidden: false, disabled: false };
}
