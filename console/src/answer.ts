// What session.start answers, in each format of the API, as the server writes it.
// Facts: the API's serializers and error table in kaltura/server.

export type Format = 'xml' | 'json' | 'jsonp' | 'php';

/** An error of the API, with its arguments in order. */
export interface ApiError {
  code: string;
  message: string;
  args: readonly (readonly [name: string, value: string])[];
}

export const missingParameter = (name: string): ApiError => ({
  code: 'MISSING_MANDATORY_PARAMETER',
  message: `Missing parameter "${name}"`,
  args: [['PARAM_NAME', name]],
});

export const invalidType = (value: string): ApiError => ({
  code: 'INVALID_ENUM_VALUE',
  message: `Invalid enumeration value "${value}" for parameter "type", expecting enumeration type "KalturaSessionType"`,
  args: [['ENUM_VAL', value], ['PARAM_NAME', 'type'], ['ENUM_TYPE', 'KalturaSessionType']],
});

export const wrongSecret = (partnerId: string): ApiError => ({
  code: 'START_SESSION_ERROR',
  message: `Error while starting session for partner [${partnerId}]`,
  args: [['PID', partnerId]],
});

export const blockedPartner = (): ApiError => ({
  code: 'SERVICE_FORBIDDEN_CONTENT_BLOCKED',
  message: 'The access to this service is forbidden since the specified partner is blocked',
  args: [],
});

const xmlText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** Encodes a value as PHP's `json_encode` does: `/` and everything beyond ASCII is escaped. */
const json = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
/** Encodes a text as PHP's `serialize` does. The length is in bytes. */
const phpText = (text: string) => `s:${new TextEncoder().encode(text).length}:"${text}";`;
const phpArray = (entries: readonly (readonly [string, string])[]) =>
  `a:${entries.length}:{${entries.map(([name, value]) => phpText(name) + value).join('')}}`;

function xml(result: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><xml><result>${result}</result><executionTime>0.014</executionTime></xml>`;
}

/** Returns the answer that contains a KS. */
export function success(ks: string, format: Format, callback: string): string {
  switch (format) {
    case 'xml':
      return xml(xmlText(ks));
    case 'json':
      return json(ks);
    case 'jsonp':
      return `${callback}(${json(ks)});`;
    case 'php':
      return phpText(ks);
  }
}

/** Returns the answer that contains an error. The server sends it with HTTP status 200. */
export function failure({ code, message, args }: ApiError, format: Format, callback: string): string {
  const object = { code, message, objectType: 'KalturaAPIException', args: args.length === 0 ? [] : Object.fromEntries(args) };
  switch (format) {
    case 'xml': {
      const items = args.map(
        ([name, value]) =>
          `<item><objectType>KalturaApiExceptionArg</objectType><name>${xmlText(name)}</name><value>${xmlText(value)}</value></item>`,
      );
      return xml(
        `<error><objectType>KalturaAPIException</objectType><code>${code}</code><message>${xmlText(message)}</message><args>${items.join('')}</args></error>`,
      );
    }
    case 'json':
      return json(object);
    case 'jsonp':
      return `${callback}(${json(object)});`;
    case 'php':
      return phpArray([
        ['code', phpText(code)],
        ['message', phpText(message)],
        ['objectType', phpText('KalturaAPIException')],
        ['args', phpArray(args.map(([name, value]) => [name, phpText(value)] as const))],
      ]);
  }
}

/** Returns whether the server accepts the name as a JSONP callback. */
export const isCallback = (name: string) => /^[0-9A-Za-z_.]*$/.test(name);
