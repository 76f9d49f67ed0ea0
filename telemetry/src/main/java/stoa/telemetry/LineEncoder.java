package stoa.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;

/** Writes an event of the log as bytes; there is nothing around the events. */
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public final byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public final byte[] footerBytes() {
        return NOTHING;
    }

    /** The class's own name: packages are known to those who look for them. */
    static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
