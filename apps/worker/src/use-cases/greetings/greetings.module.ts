import { Module } from '@nestjs/common';
import { GreetingsHandler } from './greetings.handler';

/** Multilingual greetings on a headers exchange: docs/use-cases/greetings.md. */
@Module({ providers: [GreetingsHandler] })
export class GreetingsModule {}
