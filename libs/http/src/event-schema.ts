import type { OpenAPIObject } from '@nestjs/swagger';
import type { EventClass } from '@warren/model';
import { targetConstructorToSchema } from 'class-validator-jsonschema';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
/** A schema of OpenAPI, and no reference to one. */
export type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

type Class = new () => object;

/** What class-transformer's `@Type` has left; its own package has it untyped. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { defaultMetadataStorage: types } = require('class-transformer/cjs/storage') as {
  defaultMetadataStorage: {
    findTypeMetadata(
      of: Class,
      property: string,
    ): { readonly typeFunction: () => Class } | undefined;
  };
};

/** Rules of our own, and where the generator says less than the rule. */
const additionalConverters = {
  utf8Length: { type: 'string', minLength: 1, maxLength: 255 },
  isWritableJson: { type: 'object' },
  isRFC3339: { type: 'string', format: 'date-time' },
  isDateString: { type: 'string', format: 'date-time' },
  isNumberString: { type: 'string', pattern: '^[-+]?[0-9]*[.]?[0-9]+$', example: '1' },
  isISO4217CurrencyCode: { type: 'string', example: 'EUR' },
  isISO31661Alpha2: { type: 'string', example: 'ES' },
} as const;
/** A text of each format that has a rule. */
const TEXTS: Readonly<Record<string, string>> = {
  date: '2026-07-01',
  'date-time': '2026-07-01T08:00:00Z',
  email: 'ana@example.org',
  hostname: 'example.org',
  ipv4: '192.0.2.1',
  json: '{}',
  url: 'https://example.org',
  uuid: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
};
/** A list that must have more is left too short: its event has no example. */
const MAX_ITEMS = 10;
/** Nested deeper, a schema says only that it is an object. */
const MAX_DEPTH = 8;

/** The JSON schema of an event class, from its decorators; nested classes are part of it. */
export function toEventSchema(eventClass: EventClass): SchemaObject {
  const schema = describe(eventClass, true);
  const { id, tipo, payload, ...others } = schema.properties ?? {};
  // In the order in which people write them.
  return { ...schema, properties: { id, tipo, payload, ...others } as SchemaObject['properties'] };
}

/** The JSON schema of a command's data, of which a field that the class does not name is refused. */
export function toDataSchema(dataClass: Class): SchemaObject {
  return describe(dataClass, false);
}

/** @param isOpen whether objects may have fields that their class does not name. */
function describe(of: Class, isOpen: boolean, depth = 0): SchemaObject {
  if (depth > MAX_DEPTH) return { type: 'object' };
  const made = targetConstructorToSchema(of, { additionalConverters }) as SchemaObject;
  const schema = isOpen ? made : { ...made, additionalProperties: false };
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const type = types.findTypeMetadata(of, name)?.typeFunction;
    // One that takes arguments has another class for each value.
    const nested = type?.length === 0 ? type() : undefined;
    const place = 'items' in property ? (property.items as SchemaObject) : property;
    if (nested === undefined || !('$ref' in place)) continue;
    Reflect.deleteProperty(place, '$ref');
    Object.assign(place, describe(nested, isOpen, depth + 1));
  }
  return schema;
}

/**
 * A value that the schema allows, as small as can be: what is required, and no more. An `example` in the
 * schema stands for itself. What a pattern asks for is not made up.
 *
 * @param name of the property: a text says it.
 */
export function toExample(schema: SchemaObject, name = 'text'): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return (schema.enum as unknown[])[0];
  const [choice] = (schema.oneOf ?? []) as SchemaObject[];
  if (choice) return toExample(choice, name);
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}) as [string, SchemaObject][];
      const required = properties.filter(([each]) => schema.required?.includes(each));
      return Object.fromEntries(required.map(([each, of]) => [each, toExample(of, each)]));
    }
    case 'array':
      return Array.from({ length: Math.min(schema.minItems ?? 0, MAX_ITEMS) }, () =>
        toExample((schema.items ?? {}) as SchemaObject, name),
      );
    case 'boolean':
      return true;
    case 'number':
    case 'integer':
      return Math.min(Math.max(1, schema.minimum ?? 1), schema.maximum ?? Infinity);
    case undefined:
    default:
      return (
        TEXTS[schema.format ?? ''] ??
        name.padEnd(schema.minLength ?? 0, '-').slice(0, schema.maxLength)
      );
  }
}
