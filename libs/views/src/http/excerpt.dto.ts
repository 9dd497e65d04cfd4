import { ApiProperty } from '@nestjs/swagger';

/** What is kept of an event or a body that is too large for the journal. */
export class ExcerptDto {
  @ApiProperty({ description: 'How many bytes there are in all.' })
  readonly bytes!: number;

  @ApiProperty({ description: 'Their SHA-256, in hexadecimal.' })
  readonly sha256!: string;

  @ApiProperty({ description: 'The first KiB: as text when it is UTF-8, else in base64.' })
  readonly head!: string;

  @ApiProperty({ enum: ['utf8', 'base64'], description: 'Of `head`.' })
  readonly encoding!: 'utf8' | 'base64';
}
