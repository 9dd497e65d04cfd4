import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { isProblemCode, problems } from './problem-codes';
import { ProblemError } from './problem.error';

/** What the `type` of a problem+json answer points to: the meaning of its code. */
@ApiExcludeController()
@Controller('problems')
export class ProblemsController {
  @Get(':code')
  explain(@Param('code') code: string): { code: string; status: number; title: string } {
    if (!isProblemCode(code)) throw new ProblemError('not_found', `no problem is called '${code}'`);
    return { code, ...problems[code] };
  }
}
