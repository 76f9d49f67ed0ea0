package stoa.gateway.http1;

/**
 * What stands between a chunk's size and the end of its line (RFC 9112, section 7.1.1): read to the letter and left out. As
 * much of it as there is data is harmless, far more is an attack on whoever reads it.
 */
final class ChunkExtension {
    private static final int MOST = 4096;
    /** Beyond what a body of that many chunks and bytes may have. */
    private static final int MOST_BEYOND = 16 * 1024;
    private static final int FOR_A_CHUNK = 16;
    private static final int ONE_OF_SO_MANY_BYTES = 16;

    private enum Place {
        SIZE_BLANK, NAME_BLANK, NAME, AFTER_NAME, VALUE_BLANK, VALUE, QUOTED, ESCAPED, CLOSED, AFTER_VALUE
    }

    private final boolean answer;
    private Place place = Place.SIZE_BLANK;
    private int length;
    private long beyond;

    /** @param answer blanks alone are left in answers: old servers fill their sizes up with them */
    ChunkExtension(boolean answer) {
        this.answer = answer;
    }

    /** The first byte after the size: a blank or a semicolon. */
    void begin(byte b) {
        place = b == ';' ? Place.NAME_BLANK : Place.SIZE_BLANK;
        length = 0;
    }

    /** @return whether this was the carriage return at the line's end */
    boolean take(byte b) throws BadMessage {
        if (b == '\r') {
            if (!mayEnd()) {
                throw unreadable();
            }
            return true;
        }
        if (++length > MOST) {
            throw new BadMessage(400, "a chunk's extension is longer than " + MOST + " bytes");
        }
        if (++beyond > MOST_BEYOND) {
            throw new BadMessage(400, "the chunks' extensions are far longer than the chunks");
        }
        place = next(b);
        return false;
    }

    /**
     * The line is over.
     *
     * @param size of its chunk
     */
    void end(long size) {
        beyond = Math.max(0, beyond - FOR_A_CHUNK - size / ONE_OF_SO_MANY_BYTES);
    }

    private boolean mayEnd() {
        return switch (place) {
            case NAME, VALUE, CLOSED -> true;
            case SIZE_BLANK -> answer;
            case NAME_BLANK, AFTER_NAME, VALUE_BLANK, QUOTED, ESCAPED, AFTER_VALUE -> false;
        };
    }

    private Place next(byte b) throws BadMessage {
        var blank = b == ' ' || b == '\t';
        var token = Grammar.isOf(b, Grammar.TOKEN);
        return switch (place) {
            case SIZE_BLANK -> blank ? place : only(b, ';', Place.NAME_BLANK);
            case NAME_BLANK -> blank ? place : only(token, Place.NAME);
            case NAME -> token ? place : blank ? Place.AFTER_NAME : b == '=' ? Place.VALUE_BLANK : parted(b);
            case AFTER_NAME -> blank ? place : b == '=' ? Place.VALUE_BLANK : parted(b);
            case VALUE_BLANK -> blank ? place : b == '"' ? Place.QUOTED : only(token, Place.VALUE);
            case VALUE -> token ? place : blank ? Place.AFTER_VALUE : parted(b);
            case QUOTED -> b == '"' ? Place.CLOSED : b == '\\' ? Place.ESCAPED : only(text(b), place);
            case ESCAPED -> only(text(b), Place.QUOTED);
            case CLOSED, AFTER_VALUE -> blank ? Place.AFTER_VALUE : parted(b);
        };
    }

    private static boolean text(byte b) {
        return Grammar.isOf(b, Grammar.VALUE);
    }

    private static Place parted(byte b) throws BadMessage {
        return only(b, ';', Place.NAME_BLANK);
    }

    private static Place only(byte b, char wanted, Place next) throws BadMessage {
        return only(b == wanted, next);
    }

    private static Place only(boolean fits, Place next) throws BadMessage {
        if (!fits) {
            throw unreadable();
        }
        return next;
    }

    private static BadMessage unreadable() {
        return new BadMessage(400, "a chunk's extension cannot be read");
    }
}
