import { Logger } from '@nestjs/common';
import type { Delivery } from '@warren/messaging';
import { UrgentJobsHandler } from './urgent-jobs.handler';

describe('the handler of urgent jobs', () => {
  it('does the job and says which', () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const job = { id: 'report-1', tipo: 'URGENT_JOB', payload: { job: 'weekly report' } };
    new UrgentJobsHandler().run(job, { messageId: 'm-1' } as Delivery);
    const { id, tipo } = job;
    const details = { messageId: 'm-1', id, tipo, job: 'weekly report' };
    expect(log).toHaveBeenCalledWith(expect.objectContaining(details), 'job run');
  });
});
