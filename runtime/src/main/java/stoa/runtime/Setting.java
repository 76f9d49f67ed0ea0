package stoa.runtime;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * One key of the settings: what it is called, what it means, and, once read, its effective value and origin. A value
 * that cannot be used is recorded as an error and answered with the default, so that one pass finds every error.
 */
public final class Setting {
    private final Settings settings;
    private final String name;
    private final List<String> variables = new ArrayList<>();
    private String help = "";
    private boolean secret;
    private String value = "";
    private String fallback = "";
    private String origin = "default";

    Setting(Settings settings, String name) {
        this.settings = settings;
        this.name = name;
        variables.add(Settings.variableOf(name));
    }

    /** A further variable that holds this key, as people have it in their scripts. */
    public Setting env(String variable) {
        variables.add(variable);
        return this;
    }

    /** What the key means, one line for a person. */
    public Setting help(String line) {
        help = line;
        return this;
    }

    /** The value is shown nowhere. */
    public Setting secret() {
        secret = true;
        return this;
    }

    public String text(String otherwise) {
        return read(otherwise, Function.identity());
    }

    public Optional<String> text() {
        return optional(Function.identity());
    }

    public Optional<URI> uri() {
        return optional(Setting::parseUri);
    }

    public boolean flag(boolean otherwise) {
        return read(otherwise, text -> switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        });
    }

    public int integer(int otherwise, int least, int most) {
        return read(otherwise, text -> parseInteger(text, least, most));
    }

    /** A TCP port; 0 lets the system choose. */
    public int port(int otherwise) {
        return read(otherwise, Setting::parsePort);
    }

    public Optional<Integer> port() {
        return optional(Setting::parsePort);
    }

    public Duration duration(Duration otherwise) {
        return read(otherwise, Values::duration);
    }

    /** Bytes, written as {@code 64KiB}. */
    public long size(String otherwise) {
        return read(Values.size(otherwise), Values::size);
    }

    public Path path(String otherwise) {
        return read(Path.of(otherwise), Path::of);
    }

    public <E extends Enum<E>> E choice(Class<E> type, E otherwise) {
        return read(otherwise, text -> {
            for (var constant : type.getEnumConstants()) {
                if (word(constant).equals(text)) {
                    return constant;
                }
            }
            var words = List.of(type.getEnumConstants()).stream().map(Setting::word).toList();
            throw new IllegalArgumentException("is none of " + String.join(", ", words));
        });
    }

    /** A list of records, written as YAML; each element that cannot be read, or that its record refuses, is an error. */
    public <T> List<T> list(Class<T> element) {
        var found = found("[]");
        if (found == null) {
            return List.of();
        }
        var list = new ArrayList<T>();
        try {
            var node = Settings.structure(found);
            value = node.toString();
            if (!node.isArray()) {
                reject("is not a list");
            }
            for (var item : node) {
                try {
                    list.add(Settings.convert(item, element));
                } catch (JacksonException e) {
                    reject("element " + (list.size() + 1) + " " + because(e));
                }
            }
        } catch (JacksonException e) {
            reject("is not YAML: " + Settings.firstLine(e.getOriginalMessage()));
        }
        return List.copyOf(list);
    }

    /** A list of whatever YAML holds, as {@link Structures#read} has it; what is not a list is an error. */
    public List<?> plainList() {
        var found = found("[]");
        if (found == null) {
            return List.of();
        }
        try {
            var node = Settings.structure(found);
            value = node.toString();
            if (Structures.read(value) instanceof List<?> list) {
                return list;
            }
            reject("is not a list");
        } catch (JacksonException e) {
            reject("is not YAML: " + Settings.firstLine(e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            reject(String.valueOf(e.getMessage()));
        }
        return List.of();
    }

    public String name() {
        return name;
    }

    /** The variables that hold this key, the strongest first. */
    public List<String> variables() {
        return List.copyOf(variables);
    }

    public String help() {
        return help;
    }

    /** The effective value for showing; a secret is masked. */
    public String shown() {
        return secret && !value.isEmpty() ? "******" : value;
    }

    /** The default in its written form; empty where there is none. */
    public String fallback() {
        return fallback;
    }

    /** {@code default}, {@code arguments}, a variable's name or the file's. */
    public String origin() {
        return origin;
    }

    private <T> T read(T otherwise, Function<String, T> parser) {
        var found = found(written(otherwise));
        return found == null ? otherwise : parse(found, parser).orElse(otherwise);
    }

    private <T> Optional<T> optional(Function<String, T> parser) {
        var found = found("");
        return found == null ? Optional.empty() : parse(found, parser);
    }

    private Settings.@Nullable Found found(String otherwise) {
        fallback = otherwise;
        value = otherwise;
        var found = settings.find(this);
        if (found != null) {
            value = found.text();
            origin = found.origin();
        }
        return found;
    }

    private <T> Optional<T> parse(Settings.Found found, Function<String, T> parser) {
        try {
            if (found.node() != null && found.node().isContainer()) {
                throw new IllegalArgumentException("is not a single value");
            }
            return Optional.of(parser.apply(found.text()));
        } catch (IllegalArgumentException e) {
            reject((secret ? "its value " : "\"" + found.text() + "\" ") + e.getMessage());
            return Optional.empty();
        }
    }

    private void reject(String why) {
        settings.error(name + ": " + why + " (from " + origin + ")");
    }

    private static String because(JacksonException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var message = root instanceof JacksonException j ? j.getOriginalMessage() : root.getMessage();
        return Settings.firstLine(message);
    }

    private static String written(Object value) {
        return switch (value) {
            case Duration d -> Values.text(d);
            case Enum<?> e -> word(e);
            default -> value.toString();
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int parsePort(String text) {
        try {
            return parseInteger(text, 0, 65535);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a port (0 to 65535)", e);
        }
    }

    private static int parseInteger(String text, int least, int most) {
        try {
            var n = Integer.parseInt(text);
            if (n >= least && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            // answered below, as any number out of range
        }
        throw new IllegalArgumentException("is not a whole number from " + least + " to " + most);
    }

    private static URI parseUri(String text) {
        var uri = URI.create(text);
        if (uri.getScheme() == null) {
            throw new IllegalArgumentException("has no scheme such as http://");
        }
        return uri;
    }
}
