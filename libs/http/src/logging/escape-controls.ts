/** The text of `stack` in a line of JSON, or one escape sequence of any of its texts. */
const STACK_OR_ESCAPE = /("stack":")((?:[^"\\]|\\.)*)"|\\(?:u[\da-f]{4}|.)/gi;
/** The escape sequences of JSON for control characters, and for those that end a line elsewhere. */
const CONTROL = /^\\(?:[bfnrt]|u(?:00[01][\da-f]|007f|00[89][\da-f]|202[89a-e]|206[6-9]))$/i;
/** The same characters where JSON leaves them as they are, and those that reverse the order of a line. */
const RAW_CONTROL = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** The break before a line of a stack that says where in the code it was. */
const FRAME_BREAK = /\\n(?= {4}at [^"\\]{1,500}:\d+:\d+\)?(?:\\n|$))/g;

/**
 * A log line of JSON whose texts print as one line each, however a sender composed them: control
 * characters, ANSI escapes and line breaks become what JSON writes for them. Only the breaks between the
 * frames of a stack stay.
 */
export function escapeControls(line: string): string {
  const escaped = line.replace(
    STACK_OR_ESCAPE,
    (found: string, key: string | undefined, stack = '') =>
      key === undefined
        ? escapeOne(found)
        : `${key}${String(stack).split(FRAME_BREAK).map(escapeAll).join('\\n')}"`,
  );
  return escaped.replace(
    RAW_CONTROL,
    (character) => `\\\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escapeAll(text: string): string {
  return text.replace(/\\(?:u[\da-f]{4}|.)/gi, escapeOne);
}

function escapeOne(sequence: string): string {
  return CONTROL.test(sequence) ? `\\${sequence}` : sequence;
}
