import type { groupEn } from './messages.en';

const VERDICTS: Readonly<Record<string, string>> = {
  would_pass: 'se aceptarían ahora',
  would_fail: 'fallarían otra vez',
  already_done: 'ya resueltos',
  patch_refused: 'el cambio no se puede aplicar',
  not_checked: 'no se pueden comprobar',
};
const STATES: Readonly<Record<string, string>> = {
  running: 'En curso',
  aborting: 'Terminando',
  ended: 'Terminada',
};
const AFTER_FIRST = /^began (\d+) s after the (first|last) record of (.+)$/;

export const groupEs: typeof groupEn = {
  title: 'Fallos del mismo tipo',
  back: 'Todos los fallos',
  letters: (shown, count) =>
    `${shown} ${count === 1 ? 'mensaje muerto pendiente' : 'mensajes muertos pendientes'}`,
  settled: (shown) => `${shown} resueltos`,
  first: 'primero',
  last: 'último',
  fix: 'Corregir y reenviar',
  discard: 'Descartar',
  restore: 'Restaurar descartados',
  close: 'Cerrar',
  noneOpen: 'Ya no queda ninguno pendiente',
  sample: 'El más reciente',
  notText: 'Sus bytes no son texto JSON, o son demasiados para mostrarlos y editarlos aquí.',
  cause: 'Causa',
  stack: 'Traza',
  shared: 'Lo que tienen en común',
  tipos: 'Tipo',
  workers: 'Worker',
  suspects: 'Justo antes del primero',
  suspect: (words) => {
    const [, seconds, which, worker] = AFTER_FIRST.exec(words) ?? [];
    if (seconds === undefined) return words;
    const record = which === 'first' ? 'primer' : 'último';
    return `empezó ${seconds} s después del ${record} registro de ${worker}`;
  },
  members: 'Mensajes muertos pendientes',
  columns: { id: 'Mensaje', failure: 'Fallo', at: 'Murió', attempt: 'Intentos' },
  more: 'Cargar anteriores',
  noMembers: 'Ninguno pendiente',
  noMembersHint:
    'Todos se reenviaron o se descartaron. Los nuevos fallos de este tipo aparecerán aquí al momento.',
  editor: 'El evento del más reciente; lo que cambies se cambia en todos',
  change: 'El cambio en cada uno',
  noChange: 'Ninguno: cada uno se envía como está. Edita el evento para cambiarlos todos.',
  accepted: 'La cola aceptaría este evento.',
  faults: (count) => (count === 1 ? '1 error' : `${count} errores`),
  notJson: 'Esto no es JSON',
  verdicts: 'Veredicto de cada uno',
  verdict: (name) => VERDICTS[name] ?? name,
  beyond: (shown) => `${shown} más no se comprueban de una vez.`,
  checking: 'Comprobando cada uno…',
  reason: 'Motivo',
  fixedReason: (paths) => `corregido ${paths}`,
  sameReason: 'la causa está arreglada',
  rate: 'Máximo por segundo',
  send: (shown, count) => (count > 1 ? `Enviar uno y después los otros ${shown}` : 'Enviarlo'),
  canaryHint:
    'Primero se envía uno. Los demás salen solo cuando se haya procesado, y se detiene por sí mismo si demasiados vuelven a fallar.',
  whyOff: {
    notJson: 'Desactivado: el evento no es JSON.',
    checking: 'Desactivado: todavía faltan los veredictos.',
    nothing: 'Desactivado: ninguno se aceptaría. Cambia el evento hasta que la cola lo acepte.',
    reason: 'Desactivado: indica el motivo, para el diario.',
    none: 'Desactivado: no hay ninguno pendiente.',
  },
  discardTitle: 'Descartar todos los pendientes',
  discardHint: 'Dejan de estar pendientes y no se envía nada. Se pueden restaurar.',
  restoreTitle: 'Restaurar todos los descartados',
  restoreHint: 'Vuelven a estar pendientes.',
  operation: { redrive: 'Reenvío', discard: 'Descarte', restore: 'Restauración' },
  state: (name) => STATES[name] ?? name,
  waits: 'Enviados; todavía no se sabe el resultado',
  canary: {
    testing: 'Se envió el primero; se espera su resultado.',
    passed: 'El primero se procesó, así que los demás salieron.',
    failed: 'El primero volvió a fallar, así que no se envió ningún otro.',
    too_late: 'El primero no se procesó a tiempo, así que no se envió ningún otro.',
  },
  counts: {
    succeeded: 'procesados',
    deadAgain: 'muertos otra vez',
    done: 'hechos',
    refused: 'rechazados',
    failed: 'sin enviar',
    skipped: 'omitidos',
    left: 'restantes',
  },
  abort: 'Terminar',
};
