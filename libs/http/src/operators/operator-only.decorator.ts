import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse } from '@nestjs/swagger';
import { OperatorGuard } from './operator.guard';

/** The name of the security scheme in an OpenAPI document that has operations. */
export const OPERATOR_SCHEME = 'operator';

/** A route that changes how the process works: requires the operator key. */
export function OperatorOnly(): MethodDecorator {
  return applyDecorators(
    UseGuards(OperatorGuard),
    ApiBearerAuth(OPERATOR_SCHEME),
    ApiResponse({ status: 401, description: '`OPERATOR_KEY` is set, and was not sent.' }),
    ApiResponse({
      status: 403,
      description:
        '`OPERATOR_KEY` is not set, and the request is not one of a program on the same machine.',
    }),
  );
}
