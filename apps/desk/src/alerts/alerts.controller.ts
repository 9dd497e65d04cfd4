import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AlertLogProjection } from './alert-log.projection';
import { ALERT_SETTINGS, type AlertSettings } from './alert-settings';
import { AlertsDto, toSentAlertDto } from './alerts.dto';

const LISTED = 100;

/** Shows the alerts that desks sent. */
@ApiTags('alerts')
@Controller('alerts')
export class AlertsController {
  constructor(
    private readonly log: AlertLogProjection,
    @Inject(ALERT_SETTINGS) private readonly settings: AlertSettings,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Which alerts are raised, and which were sent.',
    description:
      'As the journal has it, so every desk says the same. `DESK_ALERTS` says which are sent and where to; ' +
      'without it there are no rules.',
  })
  @ApiResponse({ status: 200, type: AlertsDto })
  show(): AlertsDto {
    const { rules, webhooks } = this.settings;
    return {
      raised: this.log.raised().slice(0, LISTED).map(toSentAlertDto),
      log: this.log.newest(LISTED).map(toSentAlertDto),
      webhooks: webhooks.map(({ form, name }) => ({ name, form })),
      rules,
    };
  }
}
