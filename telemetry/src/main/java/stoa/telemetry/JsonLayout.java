package stoa.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;

/** {@code {"at", "level", "logger", "thread", "message", "error"}}, the error with its stack. */
final class JsonLayout extends LineEncoder {

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new JsonLine();
        line.begin().time("at", event.getTimeStamp()).field("level", event.getLevel().levelStr)
                .field("logger", event.getLoggerName()).field("thread", event.getThreadName())
                .field("message", event.getFormattedMessage());
        var thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.field("error", ThrowableProxyUtil.asString(thrown));
        }
        line.end();
        return line.bytes();
    }
}
