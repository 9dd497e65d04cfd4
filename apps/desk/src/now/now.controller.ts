import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { NowDto, toNowDto } from './now.dto';
import { NowService } from './now.service';

/** Says whether anything needs a person, and what to do about it. */
@ApiTags('now')
@Controller('now')
export class NowController {
  constructor(private readonly now: NowService) {}

  @Get()
  @ApiOperation({
    summary: 'The sentence: is anything wrong now?',
    description:
      'Ranked causes with their evidence and the action that fixes each. It answers also while the broker ' +
      'is away or the journal is read: that is a cause then. `since` is as far back as this desk has ' +
      'looked, and of dead letters as the journal has them.',
  })
  @ApiResponse({ status: 200, type: NowDto })
  async show(): Promise<NowDto> {
    return toNowDto(await this.now.look());
  }
}
