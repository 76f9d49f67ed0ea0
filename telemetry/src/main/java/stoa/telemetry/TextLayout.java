package stoa.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** {@code 2026-11-22T11:25:01.123Z WARN  Supervisor: points-1 did not stop cleanly (IOException: reset)}. */
final class TextLayout extends LineEncoder {

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(160);
        line.append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS)).append(' ')
                .append(event.getLevel()).append(event.getLevel().levelStr.length() == 4 ? "  " : " ")
                .append(shortName(event.getLoggerName())).append(": ");
        oneLine(event.getFormattedMessage(), line);
        var thrown = event.getThrowableProxy();
        if (thrown != null && !event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            line.append(" (").append(shortName(thrown.getClassName())).append(": ");
            oneLine(String.valueOf(thrown.getMessage()), line);
            line.append(')');
        }
        line.append('\n');
        if (thrown != null && event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            line.append(ThrowableProxyUtil.asString(thrown));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A message may carry what a stranger sent: it shall neither end the line nor steer a terminal. */
    private static void oneLine(String text, StringBuilder line) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\n') {
                line.append("\\n");
            } else if (c == '\t' || !Character.isISOControl(c)) {
                line.append(c);
            } else {
                line.append('?');
            }
        }
    }
}
