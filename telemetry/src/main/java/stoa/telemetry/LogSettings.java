package stoa.telemetry;

import org.slf4j.event.Level;
import stoa.runtime.Settings;

/**
 * What the program logs, and how a line looks.
 *
 * @param level events below it are left out
 */
public record LogSettings(Level level, Format format) {

    /** A line for people, or an object of JSON for programs. */
    public enum Format {
        TEXT, JSON
    }

    public static LogSettings read(Settings in) {
        var level = in.key("log-level").env("LOG_LEVEL")
                .help("the least level that is logged: error, warn, info, debug, trace")
                .choice(Level.class, Level.INFO);
        var format = in.key("log-format").help("how a line of the log looks: text or json").choice(Format.class,
                Format.TEXT);
        return new LogSettings(level, format);
    }
}
