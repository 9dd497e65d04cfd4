/** Set up for every test file: a promise that fails and is not handled fails the test. */
const unhandled: unknown[] = [];

process.on('unhandledRejection', (error) => unhandled.push(error));

afterEach(() => {
  const [first] = unhandled.splice(0);
  if (first !== undefined) {
    throw new Error('a promise was rejected and not handled', { cause: first });
  }
});
