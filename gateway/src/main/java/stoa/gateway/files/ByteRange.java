package stoa.gateway.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of a file.
 *
 * @param from its first byte
 * @param to its last byte
 */
record ByteRange(long from, long to) {
    /** More of them are more work than what they leave out is worth. */
    private static final int MOST = 16;
    private static final String UNIT = "bytes=";
    private static final Pattern SPEC = Pattern.compile("([0-9]*)-([0-9]*)");

    long length() {
        return to - from + 1;
    }

    String contentRange(long size) {
        return "bytes " + from + "-" + to + "/" + size;
    }

    /**
     * The parts that a {@code Range} names (RFC 9110, section 14.2), in its order.
     *
     * @return none at all where the field does not count: it cannot be read, is of another unit, names more parts than anyone
     *         needs, or such as overlap; an empty list where no part is there
     */
    static Optional<List<ByteRange>> of(String field, long size) {
        if (!field.toLowerCase(Locale.ROOT).startsWith(UNIT)) {
            return Optional.empty();
        }
        var ranges = new ArrayList<ByteRange>();
        var named = 0;
        var wantsEnd = false;
        for (var member : field.substring(UNIT.length()).split(",", -1)) {
            var spec = member.strip();
            if (spec.isEmpty()) {
                continue;
            }
            var found = SPEC.matcher(spec);
            if (++named > MOST || !found.matches() || spec.equals("-")) {
                return Optional.empty();
            }
            if (isReversed(found.group(1), found.group(2))) {
                return Optional.empty();
            }
            wantsEnd |= found.group(1).isEmpty() && number(found.group(2)) > 0;
            of(found.group(1), found.group(2), size).ifPresent(ranges::add);
        }
        // the last bytes of an empty file are there, but no part can be named
        var whole = size == 0 && wantsEnd;
        return named == 0 || whole || overlap(ranges) ? Optional.empty() : Optional.of(ranges);
    }

    private static boolean isReversed(String from, String to) {
        return !from.isEmpty() && !to.isEmpty() && number(to) < number(from);
    }

    private static Optional<ByteRange> of(String first, String last, long size) {
        var from = first.isEmpty() ? Math.max(0, size - number(last)) : number(first);
        var to = first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(number(last), size - 1);
        return from <= to ? Optional.of(new ByteRange(from, to)) : Optional.empty();
    }

    private static boolean overlap(List<ByteRange> ranges) {
        var sorted = ranges.stream().sorted((a, b) -> Long.compare(a.from, b.from)).toList();
        for (var i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).from <= sorted.get(i - 1).to) {
                return true;
            }
        }
        return false;
    }

    /** Larger than any file where it is larger than can be counted. */
    private static long number(String digits) {
        var bare = digits.replaceFirst("^0+(?=.)", "");
        return bare.length() > 18 ? Long.MAX_VALUE : Long.parseLong(bare);
    }
}
