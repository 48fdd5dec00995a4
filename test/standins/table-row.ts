import type { Answer, TableCall } from './table-proxy.ts';

/** One row of a table, kept apart from the table. */
export interface OwnRow {
  /** `undefined` when the request is about something else. */
  answer(call: TableCall, ifMatch: string | undefined, body: Buffer): Answer | undefined;
}

const JSON_TYPE = { 'content-type': 'application/json;odata=minimalmetadata' };

/** A row with this key, which is not there yet, as the table service would keep it. */
export function ownRow(key: { table: string; partition: string; row: string }): OwnRow {
  const place = `/${key.table}(PartitionKey='${key.partition}',RowKey='${key.row}')`;
  let held: { etag: string; columns: Record<string, unknown> } | undefined;
  let versions = 0;

  return {
    answer({ method, path }, ifMatch, body) {
      const [where = ''] = path.split('?');
      if (method === 'POST' && where.endsWith(`/${key.table}`)) {
        const columns = parsed(body);
        if (columns.PartitionKey !== key.partition || columns.RowKey !== key.row) return undefined;
        return held ? refusal(409, 'EntityAlreadyExists') : keep(columns);
      }
      if (!where.endsWith(place)) return undefined;
      if (!held) return refusal(404, 'ResourceNotFound');
      if (method === 'GET') return shown(held);
      if (ifMatch !== '*' && ifMatch !== held.etag) return refusal(412, 'UpdateConditionNotSatisfied');
      if (method !== 'DELETE') return keep(parsed(body));
      held = undefined;
      return { status: 204, headers: {}, body: '' };
    },
  };

  function keep(columns: Record<string, unknown>): Answer {
    versions += 1;
    const etag = `W/"datetime'own-${versions}'"`;
    held = { etag, columns: { ...columns, PartitionKey: key.partition, RowKey: key.row } };
    return { status: 204, headers: { etag }, body: '' };
  }
}

function shown({ etag, columns }: { etag: string; columns: Record<string, unknown> }): Answer {
  const entity = { 'odata.etag': etag, ...columns, Timestamp: new Date(0).toISOString() };
  return { status: 200, headers: { ...JSON_TYPE, etag }, body: JSON.stringify(entity) };
}

function refusal(status: number, code: string): Answer {
  const error = { code, message: { lang: 'en-US', value: code } };
  return {
    status,
    headers: { ...JSON_TYPE, 'x-ms-error-code': code },
    body: JSON.stringify({ 'odata.error': error }),
  };
}

function parsed(body: Buffer): Record<string, unknown> {
  return JSON.parse(body.toString()) as Record<string, unknown>;
}
