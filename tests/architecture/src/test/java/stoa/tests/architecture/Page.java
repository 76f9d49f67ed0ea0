package stoa.tests.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** ARCHITECTURE.md as data: its tables of rooms and arrows. */
record Page(Map<String, String> packages, Map<String, Set<String>> arrows) {
    static final Path ROOT = root();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static Page read() throws IOException {
        var text = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        var packages = new TreeMap<String, String>();
        rows(text, "## The rooms").forEach(cells -> packages.put(room(cells.get(0)), codes(cells.get(1)).getFirst()));
        var arrows = new TreeMap<String, Set<String>>();
        rows(text, "## The arrows").forEach(cells -> {
            var seen = new TreeSet<String>();
            codes(cells.size() > 1 ? cells.get(1) : "").forEach(room -> seen.add(trimmed(room)));
            arrows.put(room(cells.get(0)), seen);
        });
        return new Page(packages, arrows);
    }

    /** The body rows of the first table under a heading, as cells. */
    private static List<List<String>> rows(String text, String heading) {
        var rows = new ArrayList<List<String>>();
        var section = text.substring(text.indexOf(heading + "\n") + heading.length());
        var lines = section.lines().dropWhile(l -> !l.startsWith("|")).takeWhile(l -> l.startsWith("|")).skip(2);
        lines.forEach(line -> rows.add(List.of(line.substring(1).split("\\|"))));
        return rows;
    }

    private static String room(String cell) {
        return trimmed(codes(cell).getFirst());
    }

    private static String trimmed(String folder) {
        return folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(m -> m.group(1)).toList();
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "ARCHITECTURE.md is in none of the folders above");
        }
        return folder;
    }
}
