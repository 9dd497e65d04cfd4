// @ts-check
'use strict';

/**
 * @typedef {import('./describe-event').EventNames} EventNames
 * @typedef {import('./describe-event').Layout} Layout
 */

/** @param {EventNames} event @param {Layout} layout */
function writeDto({ name, tipo, dto, payload }, { language }) {
  return `import { EventDto } from '${language}';
import { Type } from 'class-transformer';
import { Equals, IsString, Length, ValidateNested } from 'class-validator';

/** What \`${name}\` carries. Fields beyond these are kept. */
class ${payload} {
  @IsString()
  @Length(1, 64)
  readonly reference!: string;
}

/** The event \`${name}\`. A delivery that does not fit is dead-lettered as \`invalid_event\`. */
export class ${dto} extends EventDto {
  @Equals('${tipo}')
  declare readonly tipo: string;

  @ValidateNested()
  @Type(() => ${payload})
  declare readonly payload: ${payload};
}
`;
}

/** @param {EventNames} event */
function writeEntry({ name, key, dto }) {
  return `
  ${key}: queue('${name}', {
    event: ${dto},
    from: [bind(exchanges.topic, '${name}')],
    retry: after('1s', '30s', '5m'),
  }),`;
}

/** @param {EventNames} event @param {Layout} layout */
function writeHandler({ name, key, handler }, { language, library, queues }) {
  return `import { Injectable, Logger } from '@nestjs/common';
import { Handles } from '${library}';
import type { EventOf } from '${language}';
import { queues } from '${queues}';

/** Handles \`${name}\`: it returns when the event is processed, and throws to have it retried. */
@Injectable()
export class ${handler} {
  private readonly logger = new Logger(${handler}.name);

  @Handles(queues.${key})
  handle({ payload }: EventOf<typeof queues.${key}>): void {
    this.logger.log(\`${name} \${payload.reference}\`);
  }
}
`;
}

/** @param {EventNames} event */
function writeSpec({ name, tipo, base, handler }) {
  return `import { Logger } from '@nestjs/common';
import { ${handler} } from './${base}.handler';

describe('the handler of ${name}', () => {
  it('logs the reference of the event', () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const event = { id: 'e-1', tipo: '${tipo}', payload: { reference: 'R-1' } };
    new ${handler}().handle(event);
    expect(log).toHaveBeenCalledWith('${name} R-1');
  });
});
`;
}

module.exports = { writeDto, writeEntry, writeHandler, writeSpec };
