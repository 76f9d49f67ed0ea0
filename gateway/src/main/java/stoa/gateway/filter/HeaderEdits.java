package stoa.gateway.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;

/**
 * Fields that are taken away from a head and lines that are put to it. What is set replaces every field of that name,
 * what is added stands beside them. Names and values were checked by {@link EditRules} before.
 */
public final class HeaderEdits {
    public static final HeaderEdits NONE = new HeaderEdits(Map.of(), List.of(), List.of());

    private final Map<String, String> set;
    private final List<Map.Entry<String, String>> add;
    private final List<String> remove;
    private final String[] dropped;
    private final byte[] lines;

    /**
     * @param set name to value
     * @param add names with values, in the order they are written
     * @param remove names
     */
    public HeaderEdits(Map<String, String> set, List<Map.Entry<String, String>> add, List<String> remove) {
        this.set = new TreeMap<>(set);
        this.add = List.copyOf(add);
        this.remove = List.copyOf(remove);
        var names = new ArrayList<>(remove);
        names.addAll(set.keySet());
        dropped = names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toArray(String[]::new);
        var text = new StringBuilder();
        set.forEach((name, value) -> text.append(line(name, value)));
        add.forEach(e -> text.append(line(e.getKey(), e.getValue())));
        lines = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String line(String name, String value) {
        return name + ": " + value + "\r\n";
    }

    public boolean isNone() {
        return dropped.length == 0 && lines.length == 0;
    }

    /** Whether the {@code i}th field of a head goes away. */
    public boolean drops(Head head, int i) {
        return drops(head.bytes(), head.lineStart(i), head.nameEnd(i));
    }

    private boolean drops(byte[] bytes, int from, int to) {
        for (var name : dropped) {
            if (Field.isNamed(bytes, from, to, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a field of this name goes away. */
    public boolean drops(String name) {
        return List.of(dropped).contains(name.toLowerCase(Locale.ROOT));
    }

    /** The lines that are put to a head, each with its end; not to be changed. */
    public byte[] lines() {
        return lines;
    }

    /** In words, for people: {@code set A: 1; add B: 2; remove C}. */
    public String shown() {
        var parts = new ArrayList<String>();
        set.forEach((name, value) -> parts.add("set " + name + ": " + value));
        add.forEach(e -> parts.add("add " + e.getKey() + ": " + e.getValue()));
        remove.forEach(name -> parts.add("remove " + name));
        return String.join("; ", parts);
    }
}
