package stoa.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table of cases in a file: one a line, its columns parted by {@code |} between blanks. In it {@code ~} is the end of a line, {@code \xHH} any
 * byte, and {@code {n*text}} a text n times.
 */
final class Cases {
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");
    private static final Pattern TIMES = Pattern.compile("\\{(\\d+)\\*([^}]*)}");

    private Cases() {}

    /** The rows of a file beside this class, titles and remarks left out. */
    static List<String[]> of(String file, int columns) {
        try (var in = Cases.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no such table: " + file);
            }
            var rows = new ArrayList<String[]>();
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    var row = line.split(" \\| ?", -1);
                    if (row.length != columns) {
                        throw new IllegalStateException(file + ": not " + columns + " columns: " + line);
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String bytes(String text) {
        var times = TIMES.matcher(text.replace("~", "\r\n"))
                .replaceAll(
                        m -> java.util.regex.Matcher.quoteReplacement(m.group(2).repeat(Integer.parseInt(m.group(1)))));
        return ESCAPE.matcher(times).replaceAll(m -> java.util.regex.Matcher
                .quoteReplacement(Character.toString(Integer.parseInt(m.group(1), 16))));
    }
}
