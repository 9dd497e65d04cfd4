import { Module, type DynamicModule } from '@nestjs/common';

/** Makes configs injectable everywhere, each by its class. */
@Module({})
export class ConfigModule {
  /** @param configs instances of config classes, as `loadConfigs` gives them. */
  static forRoot(...configs: readonly object[]): DynamicModule {
    const providers = configs.map((useValue) => ({ provide: useValue.constructor, useValue }));
    return { module: ConfigModule, global: true, providers, exports: providers };
  }
}
