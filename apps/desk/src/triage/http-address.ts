import { ValidateBy } from 'class-validator';

/** Whether a text is the address of a page or a server; no other scheme, and no password in it. */
export function isHttpAddress(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { password, protocol, username } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** As `isHttpAddress`, of a field of a request. */
export function IsHttpAddress(): PropertyDecorator {
  const explain = (): string => '$property must be an address that begins with http:// or https://';
  const validator = { validate: isHttpAddress, defaultMessage: explain };
  return ValidateBy({ name: 'isHttpAddress', validator });
}
