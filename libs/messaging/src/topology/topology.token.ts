/** The token of the application's `Topology`, which `WarrenModule` provides. */
export const TOPOLOGY = Symbol('TOPOLOGY of WarrenModule.forRoot');
