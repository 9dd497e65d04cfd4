/** Ends the private broker of the test run and removes its data. */
export default async function stopBroker(): Promise<void> {
  await globalThis.warrenTestBroker?.discard();
}
