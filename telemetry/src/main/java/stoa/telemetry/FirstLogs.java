package stoa.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What logs look like where nothing called {@link Logs} before the first line. Found by logback itself, which then looks
 * for no files and prints nothing of its own.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class FirstLogs extends ContextAwareBase implements Configurator {

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logs.configure(context, Level.INFO, new TextLayout());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
