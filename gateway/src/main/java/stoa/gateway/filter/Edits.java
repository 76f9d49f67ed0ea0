package stoa.gateway.filter;

import java.nio.charset.StandardCharsets;

/**
 * What a route changes: the beginning of the path, fields of the request, fields of the answer.
 *
 * @param rewrite what stands in place of the prefix that is taken off, without a slash at its end; mostly empty
 */
public record Edits(String rewrite, HeaderEdits request, HeaderEdits answer) {
    public static final Edits NONE = new Edits("", HeaderEdits.NONE, HeaderEdits.NONE);

    /** {@link #rewrite()} as it is written. */
    public byte[] rewriteBytes() {
        return rewrite.getBytes(StandardCharsets.ISO_8859_1);
    }
}
