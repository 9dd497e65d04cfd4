import { GreetingsHandler } from './greetings.handler';

describe('the handlers of greetings', () => {
  const handler = new GreetingsHandler();
  const greeting = { id: 'hola-1', tipo: 'GREETING', payload: { name: 'Ana' } };

  it('greet in their language', () => {
    expect(handler.spanish(greeting)).toBe('¡Hola, Ana!');
    expect(handler.english(greeting)).toBe('Hello, Ana!');
    expect(handler.french(greeting)).toBe('Bonjour, Ana !');
  });
});
