import { Title } from '@mantine/core';
import type { Dto } from '../api/client';
import { useFormats } from '../format/formats';
import { useNowTexts } from './use-now-texts';

/** The answer to "is anything wrong now?". */
export function Sentence({ now }: { now: Dto<'NowDto'> }): React.JSX.Element {
  const texts = useNowTexts();
  const { count, rate } = useFormats();
  const isWell = now.count === 0;
  return (
    <div className="now-sentence" data-well={isWell}>
      <i aria-hidden />
      <div>
        <Title order={1}>{isWell ? texts.allIsWell : texts.needYou(now.count)}</Title>
        <p className="soft">
          {texts.overall(rate(now.processedPerSecond), count(now.waiting), now.waiting)}
        </p>
      </div>
    </div>
  );
}
