package stoa.gateway.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import stoa.http.Problem;

/**
 * A folder whose files are answered. Nothing outside of it is, wherever its links lead, and nothing whose name begins with a
 * dot. Every method may wait for a disk.
 */
public final class Folder {
    private static final int MOST_TRIES = 3;

    private final Path path;
    private final String cacheControl;
    private final InstantSource clock;

    /**
     * @param path may itself be a link, which is followed anew for each request
     * @param cacheControl the field's value; empty for none
     */
    public Folder(Path path, String cacheControl, InstantSource clock) {
        this.path = path;
        this.cacheControl = cacheControl;
        this.clock = clock;
    }

    /** A file beside others: where it really is, and what was known of it before it was opened. */
    private record Seen(Path real, BasicFileAttributes attributes) {
        boolean isOpenable() {
            return attributes.isRegularFile();
        }

        boolean isStill(BasicFileAttributes now) {
            return attributes.size() == now.size() && attributes.lastModifiedTime().equals(now.lastModifiedTime())
                    && String.valueOf(attributes.fileKey()).equals(String.valueOf(now.fileKey()));
        }
    }

    public Path path() {
        return path;
    }

    /** Empty for none. */
    public String cacheControl() {
        return cacheControl;
    }

    /** What is answered to a GET or HEAD. */
    public Found find(Asked asked) {
        var named = FilePath.of(asked.rest());
        if (named.isEmpty()) {
            return nothing("");
        }
        Seen plain;
        Path root;
        try {
            root = path.toRealPath();
            var there = see(root, root.resolve(named.get()));
            if (there.isEmpty()) {
                return nothing("it is not shown");
            }
            plain = there.get();
        } catch (NoSuchFileException e) {
            return nothing("");
        } catch (IOException e) {
            return nothing(reason(e));
        }
        if (plain.attributes().isDirectory() && !asked.rest().endsWith("/")) {
            return new Found.LacksSlash();
        }
        return plain.isOpenable() ? answer(asked, root, named.get(), plain) : nothing("it is no file");
    }

    private static Found nothing(String note) {
        return new Found.Refused(new Problem(404, "there is no such file"), note);
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getClass().getSimpleName();
    }

    private static Optional<Seen> see(Path root, Path named) throws IOException {
        var real = named.toRealPath();
        if (!real.startsWith(root) || !FilePath.isShown(root.relativize(real))) {
            return Optional.empty();
        }
        return Optional.of(new Seen(real, attributes(real)));
    }

    private static BasicFileAttributes attributes(Path real) throws IOException {
        return Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private Found answer(Asked asked, Path root, Path named, Seen plain) {
        var codings = new LinkedHashMap<Coding, Seen>();
        for (var coding : Coding.values()) {
            var sibling = sibling(root, named, coding, plain);
            if (sibling != null) {
                codings.put(coding, sibling);
            }
        }
        var coding = Coding.best(List.copyOf(codings.keySet()), asked.acceptEncoding());
        var chosen = coding.map(codings::get).orElse(plain);
        try {
            return open(asked, chosen, MediaTypes.of(String.valueOf(named.getFileName())), coding,
                    !codings.isEmpty());
        } catch (NoSuchFileException e) {
            return nothing("it went away");
        } catch (AccessDeniedException e) {
            return nothing("it may not be read");
        } catch (IOException e) {
            return new Found.Refused(new Problem(503, "the file cannot be read now").with("Retry-After", "1"),
                    reason(e));
        }
    }

    /** One that is older than what it was made from does not count. */
    private static @Nullable Seen sibling(Path root, Path named, Coding coding, Seen plain) {
        try {
            var seen = see(root, root.resolve(named.resolveSibling(named.getFileName() + coding.suffix)));
            return seen.filter(s -> s.isOpenable() && s.attributes().lastModifiedTime().toMillis()
                    / 1000 >= plain.attributes().lastModifiedTime().toMillis() / 1000).orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private Found open(Asked asked, Seen chosen, String type, Optional<Coding> coding, boolean varies)
            throws IOException {
        for (var tries = 0; tries < MOST_TRIES; tries++) {
            var before = new Seen(chosen.real(), attributes(chosen.real()));
            if (!before.isOpenable()) {
                return nothing("it is no file any more");
            }
            var file = FileChannel.open(chosen.real(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            Found found = nothing("");
            try {
                // only then it is surely the opened file that the validators tell of
                if (before.isStill(attributes(chosen.real()))) {
                    found = answer(asked, file, before.attributes(), type, coding, varies);
                    return found;
                }
            } finally {
                if (!(found instanceof Found.Opened)) {
                    file.close();
                }
            }
        }
        return new Found.Refused(new Problem(503, "the file is being replaced").with("Retry-After", "1"), "");
    }

    private Found answer(Asked asked, FileChannel file, BasicFileAttributes attributes, String type,
            Optional<Coding> coding, boolean varies) {
        var validators = Validators.of(attributes, coding.map(c -> c.token).orElse(""), clock.instant());
        var headers = headers(validators, varies);
        return switch (Preconditions.of(asked, validators)) {
            case FAILED -> new Found.Refused(new Problem(412, "the file is not as the request expects it"), "");
            case UNCHANGED -> new Found.Unchanged(headers);
            case HOLD -> {
                coding.ifPresent(c -> headers.put("Content-Encoding", c.token));
                headers.put("Accept-Ranges", "bytes");
                var ranges = asked.wholeOnly() || !Preconditions.allowsPart(asked, validators)
                        ? Optional.<List<ByteRange>>empty()
                        : ByteRange.of(asked.range(), attributes.size());
                yield parts(asked, file, attributes.size(), type, headers, ranges);
            }
        };
    }

    private SequencedMap<String, String> headers(Validators validators, boolean varies) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("ETag", validators.etag());
        headers.put("Last-Modified", HttpDates.written(validators.modified()));
        if (!cacheControl.isEmpty()) {
            headers.put("Cache-Control", cacheControl);
        }
        if (varies) {
            headers.put("Vary", "Accept-Encoding");
        }
        return headers;
    }

    private static Found parts(Asked asked, FileChannel file, long size, String type,
            SequencedMap<String, String> headers, Optional<List<ByteRange>> ranges) {
        if (ranges.isEmpty()) {
            headers.put("Content-Type", type);
            return new Found.Opened(200, headers, file, List.of(new Found.Part("", 0, size)));
        }
        var some = ranges.get();
        if (some.isEmpty()) {
            return new Found.Refused(new Problem(416, "the file has " + size + " bytes, and none of those asked for")
                    .with("Content-Range", "bytes */" + size), "");
        }
        if (some.size() == 1) {
            var one = some.getFirst();
            headers.put("Content-Type", type);
            headers.put("Content-Range", one.contentRange(size));
            return new Found.Opened(206, headers, file, List.of(new Found.Part("", one.from(), one.length())));
        }
        headers.put("Content-Type", "multipart/byteranges; boundary=" + asked.boundary());
        var parts = new ArrayList<Found.Part>();
        for (var range : some) {
            parts.add(new Found.Part((parts.isEmpty() ? "" : "\r\n") + "--" + asked.boundary() + "\r\nContent-Type: "
                    + type + "\r\nContent-Range: " + range.contentRange(size) + "\r\n\r\n", range.from(),
                    range.length()));
        }
        parts.add(new Found.Part("\r\n--" + asked.boundary() + "--\r\n", 0, 0));
        return new Found.Opened(206, headers, file, parts);
    }
}
