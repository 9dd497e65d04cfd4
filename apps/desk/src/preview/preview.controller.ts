import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiExtraModels, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { abortWhenGone, NDJSON, OperatorOnly, sendLines, type BodyRouteConfig } from '@warren/http';
import { readPatch } from '@warren/model';
import { toSelection } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { VERDICTS } from './judge-dead-letter';
import { PatchOperationDto, PreviewDto } from './preview.dto';
import { MAX_PREVIEWED, PreviewService } from './preview.service';

/** Thousands of ids are more than BODY_LIMIT_BYTES takes elsewhere. */
const BODY = { jsonLimitBytes: 1_048_576 } satisfies BodyRouteConfig;
const PATCH = [{ op: 'replace', path: '/payload/total', value: 99 }];

/** Shows what a redrive would come to. */
@ApiTags('dead letters')
@ApiExtraModels(PatchOperationDto)
@Controller('dead-letters')
export class PreviewController {
  constructor(private readonly previews: PreviewService) {}

  @Post('preview')
  @HttpCode(200)
  @OperatorOnly()
  @RouteConfig(BODY)
  @ApiOperation({
    summary: 'What a redrive of dead letters would come to now: a verdict for each.',
    description:
      `At most ${MAX_PREVIEWED.toLocaleString('en-US')}; \`left\` in the summary says how many more there ` +
      'are. Nothing is sent or changed. The answer is NDJSON: for each `deadLetterId`, `messageId`, ' +
      `\`queue\`, \`verdict\` (${VERDICTS.map((each) => `\`${each}\``).join(', ')}), for \`would_fail\` ` +
      'the `code` and the `faults` with JSON pointers, otherwise a `reason` where there is one; at the ' +
      'end one line with `summary`. `would_pass`: the validators of its queue accept it; what the ' +
      'handler then does is not known.',
  })
  @ApiBody({
    type: PreviewDto,
    examples: {
      all: { summary: 'All that are open', value: { filter: {} } },
      patched: { summary: 'All, with a patch', value: { filter: {}, patch: PATCH } },
    },
  })
  @ApiResponse({
    status: 200,
    description: 'One line for each, and the summary.',
    content: { [NDJSON]: { schema: { type: 'string' } } },
  })
  @ApiResponse({
    status: 400,
    description:
      'Not exactly one of `ids`, `group` and `filter`, or the patch is not one: `errors` says where.',
  })
  @ApiResponse({ status: 503, description: 'The journal is being read: `not_ready`.' })
  async preview(@Body() body: PreviewDto, @Res() reply: FastifyReply): Promise<void> {
    const patch = body.patch ? readPatch(body.patch, '/patch') : undefined;
    const gone = abortWhenGone(reply);
    const lines = this.previews.preview(toSelection(body), patch, gone.signal);
    await sendLines(reply, lines, gone);
  }
}
