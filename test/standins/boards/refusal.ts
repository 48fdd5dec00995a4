/** An answer of Azure DevOps that is none: a status, and its words. */
export class Refusal extends Error {
  readonly status: number;
  readonly typeKey: string;
  readonly customProperties: Record<string, unknown> | undefined;

  constructor(status: number, typeKey: string, message: string, customProperties?: Record<string, unknown>) {
    super(message);
    this.status = status;
    this.typeKey = typeKey;
    this.customProperties = customProperties;
  }
}

/** The body that Azure DevOps sends with a refusal. */
export function bodyOf({ typeKey, message, customProperties }: Refusal): Record<string, unknown> {
  return {
    $id: '1',
    ...(customProperties && { customProperties }),
    innerException: null,
    message,
    typeName: `Microsoft.TeamFoundation.WorkItemTracking.Server.${typeKey}, Microsoft.TeamFoundation.WorkItemTracking.Server`,
    typeKey,
    errorCode: 0,
    eventId: 3200,
  };
}

/** A field that breaks a rule: `flags` in Azure DevOps' own words. */
export function ruleError(reference: string, name: string, flags: string): Refusal {
  const message = `TF401320: Rule Error for field ${name}. Error code: ${flags}.`;
  return new Refusal(400, 'RuleValidationException', message, {
    ErrorMessage: message,
    FieldReferenceName: reference,
    RuleValidationErrors: [{ fieldReferenceName: reference, fieldStatusFlags: flags, errorMessage: message }],
  });
}

/** A value that is none of those a field takes. */
export function notSupported(reference: string, name: string, value: unknown): Refusal {
  const message = `The field '${name}' contains the value '${String(value)}' that is not in the list of supported values`;
  return new Refusal(400, 'RuleValidationException', message, {
    ErrorMessage: message,
    FieldReferenceName: reference,
    RuleValidationErrors: [{ fieldReferenceName: reference, errorMessage: message }],
  });
}

/** A work item that is not there, or not for these eyes. */
export function noItem(id: number): Refusal {
  const words = `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`;
  return new Refusal(404, 'WorkItemUnauthorizedAccessException', words);
}
