import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { UnreadableQueue } from '@warren/messaging';
import { OperatorOnly, ProblemError } from '@warren/platform';
import {
  toUnreadableBytesDto,
  toUnreadableDto,
  UnreadableBytesDto,
  UnreadableDto,
} from './unreadable.dto';

const PUT_BACK =
  'The broker puts all of them back in their order; while one look lasts, another worker sees none.';
const NOT_NOW = { status: 503, description: 'The broker does not show them now.' };

/** Shows the messages that could not be read and were set aside. Looking consumes nothing. */
@ApiTags('unreadable')
@Controller('unreadable')
export class UnreadableController {
  constructor(private readonly messages: UnreadableQueue) {}

  @Get()
  @OperatorOnly()
  @ApiOperation({
    summary: 'The messages that were set aside, the oldest first.',
    description: PUT_BACK,
  })
  @ApiResponse({ status: 200, type: [UnreadableDto] })
  @ApiResponse(NOT_NOW)
  list(): Promise<UnreadableDto[]> {
    return this.messages.look(toUnreadableDto);
  }

  @Get(':id')
  @OperatorOnly()
  @ApiOperation({ summary: 'One of them, with its bytes.', description: PUT_BACK })
  @ApiParam({ name: 'id', example: '01a20bed-4ac6-759b-bd38-9b5c50ff1cd1' })
  @ApiResponse({ status: 200, type: UnreadableBytesDto })
  @ApiResponse({ status: 404, description: 'No such message, or it is no longer kept.' })
  @ApiResponse(NOT_NOW)
  async show(@Param('id') id: string): Promise<UnreadableBytesDto> {
    const all = await this.messages.look((message) =>
      message.id === id ? toUnreadableBytesDto(message) : undefined,
    );
    const found = all.find((each) => each !== undefined);
    if (!found) throw new ProblemError('not_found', 'no message with this id is set aside');
    return found;
  }
}
