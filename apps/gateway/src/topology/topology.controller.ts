import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { topology } from '@warren/contracts';
import { describeTopology, type TopologyDescription } from './describe-topology';

/** Shows what the broker is asked to have. */
@ApiTags('topology')
@Controller('topology')
export class TopologyController {
  @Get()
  @ApiOperation({ summary: 'The declared topology: exchanges, queues, bindings, retry delays.' })
  @ApiResponse({ status: 200, description: 'The topology as declared.' })
  show(): TopologyDescription {
    return describeTopology(topology);
  }
}
