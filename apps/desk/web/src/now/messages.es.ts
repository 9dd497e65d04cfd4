import type { nowEn } from './messages.en';

type Write = (queue: string, evidence: Readonly<Record<string, unknown>>) => string;

const CAUSES: Readonly<Record<string, Write>> = {
  'broker-unreachable': () => 'No se puede conectar con el broker: lo que ves está desactualizado',
  'broker-blocked': () => 'El broker no acepta mensajes: tiene una alarma de memoria o de disco',
  'queues-unknown': () => 'El broker no informa de sus colas',
  'journal-not-followed': () => 'El panel no sigue el diario, o todavía lo está leyendo',
  'policy-loses-messages': () => 'Una política del broker puede perder mensajes',
  'queue-missing': (queue) => `La cola ${queue} no existe o no responde`,
  'queue-unavailable': (queue) =>
    queue ? `La cola ${queue} no está disponible` : 'Parte de la topología no está disponible',
  'no-worker': () => 'Ningún worker consume ninguna cola',
  'queue-unattended': (queue) => `Nadie consume ${queue}, y hay mensajes esperando`,
  'queue-stuck': (queue) => `${queue} no avanza, y hay mensajes esperando`,
  'queue-failing': (queue, { attempts, failures }) =>
    `Han fallado ${String(failures)} de ${String(attempts)} intentos en ${queue} en cinco minutos`,
  'dead-letters-growing': (queue, { message, open }) =>
    `${String(open)} mensajes muertos de ${queue}, y llegan más: ${String(message)}`,
  'dead-letters-open': (queue, { message, open }) =>
    `${String(open)} mensajes muertos de ${queue}: ${String(message)}`,
  'messages-overdue': () => 'Hay mensajes que siguen ahí aunque su espera terminó',
  'backlog-grows': (queue) => `A ${queue} llega más de lo que se procesa`,
  'unreadable-messages': () => 'Hay mensajes que no se pudieron leer y se apartaron',
  'queue-without-consumer': (queue) => `Nadie consume ${queue}`,
  'clock-skew': () => 'Este reloj y el del broker no coinciden',
  'records-skipped': () => 'Hay registros del diario que no se pudieron leer',
};

const DOES: Readonly<Record<string, string>> = {
  'sends one again, and the rest when that is processed; first mend the cause':
    'reenvía uno y, cuando se procese, los demás; antes, corrige la causa',
  'shows every check of the desk': 'muestra todas las comprobaciones del panel',
  'starts the desk again': 'reinicia el panel',
  'names the policies and the queues': 'nombra las políticas y las colas',
  'declares what is missing': 'declara lo que falta',
  'says whether a clock is synchronised': 'dice si el reloj está sincronizado',
  'names the alarm': 'nombra la alarma',
  'says whether it runs': 'dice si está en marcha',
  'starts a worker': 'inicia un worker',
  'checks every queue': 'comprueba todas las colas',
  'lists them': 'los muestra',
  'says why they die': 'dice por qué mueren',
  'resumes it, if it was paused': 'la reanuda, si estaba en pausa',
  'resumes it, also when it had paused itself': 'la reanuda, también si se pausó sola',
  'keeps the rest in the queue until it is repaired':
    'guarda el resto en la cola hasta que se arregle',
};

export const nowEs: typeof nowEn = {
  title: 'Ahora',
  allIsWell: 'Todo va bien',
  needYou: (count) => (count === 1 ? '1 cosa te necesita' : `${count} cosas te necesitan`),
  overall: (rate, waiting, count) =>
    `${rate} procesados en el último minuto, ${waiting} ${count === 1 ? 'mensaje en espera' : 'mensajes en espera'}`,
  severe: 'Grave',
  notable: 'Aviso',
  more: (count) => `y ${count} más`,
  cause: ({ evidence, kind, queue = '', title }) => CAUSES[kind]?.(queue, evidence) ?? title,
  does: (words) => DOES[words] ?? words,
  copy: 'Copiar',
  copied: 'Copiado',
  metric: { in: 'Entrada', processed: 'Hechos', failed: 'Intentos fallidos' },
  chart: (metric) => `${metric}: por segundo, en la última hora`,
  lastHour: 'Última hora',
  backlogs: 'Mayores esperas',
  noBacklog: 'No hay nada en espera',
  noBacklogHint:
    'Aquí aparecen las colas con mensajes en espera y la hora a la que quedará vacía cada una.',
  columns: { queue: 'Cola', messages: 'Mensajes', perSecond: 'Cambio', empty: 'Vacía' },
  trend: {
    empty: 'ya',
    drains: 'se vacía',
    steady: 'estable',
    grows: 'nunca: crece',
    unknown: '–',
  },
  firstTitle: 'Todavía no se ha publicado ningún evento',
  firstHint:
    'Aquí aparecen al momento el ritmo, los fallos y lo que espera. Tres eventos enseñan de qué va esto; son de verdad y los workers los procesan.',
  firstSteps: [
    { example: 'first', title: 'Enviar un primer evento', hint: 'y ver cada paso que da' },
    {
      example: 'retry',
      title: 'Ver un reintento',
      hint: 'dos intentos fallan y el tercero va bien',
    },
    {
      ...{ example: 'dead', title: 'Ver un mensaje muerto' },
      hint: 'y luego abrir Fallos, quitar lo que lo hizo fallar y reenviarlo',
    },
  ],
};
