import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Hands what a handler threw on as it is. Nest's own filter would make of every error but its own a
 * text that says nothing, and the caller's code would be lost.
 */
@Catch()
export class CommandErrorsFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
