import { Module, type DynamicModule } from '@nestjs/common';
import { readEnvironment } from './read-environment';
import { loadConfigs, type ConfigClass } from './load-config';

/** Makes each config class injectable everywhere, read once from the environment at boot. */
@Module({})
export class ConfigModule {
  /**
   * @param app the name of the app.
   * @throws ConfigError listing every bad variable at once.
   */
  static forRoot(app: string, ...classes: ConfigClass[]): DynamicModule {
    const configs = loadConfigs(classes, readEnvironment(), app);
    return {
      module: ConfigModule,
      global: true,
      providers: classes.map((provide, index) => ({ provide, useValue: configs[index] })),
      exports: classes,
    };
  }
}
