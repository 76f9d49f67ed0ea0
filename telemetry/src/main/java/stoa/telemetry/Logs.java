package stoa.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The program's own log: to the error stream, one line for each event; java.util.logging comes along. */
public final class Logs {
    /** What libraries say while they start is not news. */
    private static final Map<String, Level> QUIET = Map.of("io.helidon", Level.WARN, "org.flywaydb", Level.WARN,
            "org.jooq", Level.WARN, "com.zaxxer", Level.WARN, "io.netty", Level.WARN, "io.lettuce", Level.ERROR, "jdk",
            Level.WARN, "sun",
            Level.WARN);
    private static final Map<String, String> SWITCHES = Map.of("slf4j.provider", LogProvider.class.getName(),
            "slf4j.internal.verbosity", "WARN", "org.jooq.no-logo", "true", "org.jooq.no-tips", "true");
    // java.util.logging holds its loggers weakly, and forgets a level with its logger.
    private static final List<Logger> HELD = new ArrayList<>();

    private Logs() {}

    /** To be called before any class that might log is touched. */
    public static void prepare() {
        SWITCHES.forEach(System.getProperties()::putIfAbsent);
    }

    public static void configure(LogSettings settings) {
        configure(settings.level(), settings.format() == LogSettings.Format.JSON);
    }

    /**
     * To be called before anything logs, so that {@link LogProvider} is taken; later it holds as well.
     *
     * @param json JSON objects instead of lines for people
     */
    public static void configure(org.slf4j.event.Level level, boolean json) {
        prepare();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, Level.convertAnSLF4JLevel(level), json ? new JsonLayout() : new TextLayout());
        }
        routeJavaUtilLogging(level);
    }

    static void configure(LoggerContext context, Level level, LineEncoder encoder) {
        context.reset();
        encoder.setContext(context);
        encoder.start();
        var stream = new ConsoleAppender<ILoggingEvent>();
        stream.setContext(context);
        stream.setTarget("System.err");
        stream.setEncoder(encoder);
        stream.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(stream);
        QUIET.forEach((name, quiet) -> context.getLogger(name).setLevel(quiet.isGreaterOrEqual(level) ? quiet : level));
    }

    /** Levels are kept there as well, since each event that crosses over costs more than one that is not made. */
    private static synchronized void routeJavaUtilLogging(org.slf4j.event.Level level) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        HELD.clear();
        var least = julLevel(level);
        hold("").setLevel(least);
        QUIET.forEach((name, quiet) -> {
            var own = julLevel(org.slf4j.event.Level.valueOf(quiet.levelStr));
            hold(name).setLevel(own.intValue() > least.intValue() ? own : least);
        });
    }

    private static Logger hold(String name) {
        var logger = Logger.getLogger(name);
        HELD.add(logger);
        return logger;
    }

    private static java.util.logging.Level julLevel(org.slf4j.event.Level level) {
        return switch (level) {
            case ERROR -> java.util.logging.Level.SEVERE;
            case WARN -> java.util.logging.Level.WARNING;
            case INFO -> java.util.logging.Level.INFO;
            case DEBUG -> java.util.logging.Level.FINE;
            case TRACE -> java.util.logging.Level.FINEST;
        };
    }
}
