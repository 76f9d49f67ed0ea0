package stoa.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The settings of one process. Each concept reads its own record from here; reading a key declares it, so that when all
 * have read, {@link #verify()} knows every key and reports every error at once, unknown keys included.
 *
 * <p>Arguments win over the environment, the environment over the file. In the file keys are kebab-case; in the
 * environment {@code STOA_} and the key in upper snake case, or a variable of the key's own. {@code NAME_FILE} names a
 * file that holds the value of {@code NAME}.
 */
public final class Settings {
    private final Map<String, String> arguments;
    private final Map<String, String> environment;
    private final Map<String, JsonNode> file = new TreeMap<>();
    private final String fileName;
    private final Map<String, Setting> declared = new TreeMap<>();
    private final List<String> errors = new ArrayList<>();

    private Settings(Map<String, String> arguments, Map<String, String> environment, String fileName) {
        this.arguments = Map.copyOf(arguments);
        this.environment = Map.copyOf(environment);
        this.fileName = fileName;
    }

    /**
     * @param arguments key to value, as given on the command line
     * @param environment variable to value
     * @param file the settings file, absent where there is none; a file that cannot be read is an error of its own
     */
    public static Settings of(Map<String, String> arguments, Map<String, String> environment, Optional<Path> file) {
        var settings = new Settings(arguments, environment, file.map(Path::toString).orElse(""));
        file.ifPresent(settings::readFile);
        return settings;
    }

    private void readFile(Path path) {
        try {
            var root = Yaml.MAPPER.readTree(Files.readString(path));
            if (root.isObject()) {
                root.properties().forEach(p -> file.put(p.getKey(), p.getValue()));
            } else if (!root.isMissingNode() && !root.isNull()) {
                errors.add(path + ": is not a list of keys and values");
            }
        } catch (JacksonException e) {
            var at = e.getLocation();
            errors.add(path + ": is not YAML: line " + at.getLineNr() + ": " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            errors.add(path + ": cannot be read: " + e.getMessage());
        }
    }

    /** Declares a key and begins to read it. @throws IllegalStateException for a key that is declared twice */
    public Setting key(String name) {
        var setting = new Setting(this, name);
        if (declared.putIfAbsent(name, setting) != null) {
            throw new IllegalStateException("two concepts read the key " + name);
        }
        return setting;
    }

    /** Adds an error that no single key shows by itself, such as the same port twice. */
    public void error(String line) {
        errors.add(line);
    }

    /** Every declared key with its effective value and origin, by name. */
    public Collection<Setting> effective() {
        return List.copyOf(declared.values());
    }

    /** To be called once, when every concept has read its keys. @throws InvalidSettings with every error at once */
    public void verify() throws InvalidSettings {
        for (var key : file.keySet()) {
            if (!declared.containsKey(key)) {
                errors.add(key + ": is not a setting (in " + fileName + ")" + suggestion(key));
            }
        }
        for (var variable : environment.keySet()) {
            if (variable.startsWith("STOA_") && !isDeclared(variable)) {
                errors.add(variable + ": is not a setting (in the environment)" + suggestion(keyOf(variable)));
            }
        }
        for (var key : arguments.keySet()) {
            if (!declared.containsKey(key)) {
                errors.add(key + ": is not a setting (in the arguments)" + suggestion(key));
            }
        }
        verifyWhatWasRead();
    }

    /**
     * As {@link #verify()}, for who needs a few keys only: whatever stands in keys that nobody has read is left alone.
     *
     * @throws InvalidSettings with every error at once
     */
    public void verifyWhatWasRead() throws InvalidSettings {
        if (!errors.isEmpty()) {
            throw new InvalidSettings(errors);
        }
    }

    private boolean isDeclared(String variable) {
        return declared.values().stream().flatMap(s -> s.variables().stream())
                .anyMatch(v -> variable.equals(v) || variable.equals(v + "_FILE"));
    }

    private static String keyOf(String variable) {
        return variable.substring("STOA_".length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String variableOf(String key) {
        return "STOA_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private String suggestion(String key) {
        return declared.keySet().stream().filter(k -> distance(k, key) <= 2).findFirst()
                .map(k -> "; did you mean " + k + "?").orElse("");
    }

    /** A key's raw value and where it came from, the strongest source first; null where no source has it. */
    @Nullable
    Found find(Setting setting) {
        var argument = arguments.get(setting.name());
        if (argument != null) {
            return new Found(argument, null, "arguments");
        }
        for (var variable : setting.variables()) {
            var found = fromEnvironment(setting, variable);
            if (found != null) {
                return found;
            }
        }
        var node = file.get(setting.name());
        return node == null || node.isNull() ? null : new Found(node.asString(""), node, fileName);
    }

    private @Nullable Found fromEnvironment(Setting setting, String variable) {
        var value = environment.get(variable);
        var path = environment.get(variable + "_FILE");
        if (value != null && path != null) {
            errors.add(setting.name() + ": both " + variable + " and " + variable + "_FILE are set");
        }
        if (value != null) {
            return value.isEmpty() ? null : new Found(value, null, variable);
        }
        if (path == null || path.isEmpty()) {
            return null;
        }
        try {
            return new Found(Files.readString(Path.of(path)).strip(), null, variable + "_FILE");
        } catch (IOException | RuntimeException e) {
            errors.add(setting.name() + ": " + variable + "_FILE names " + path + ", which cannot be read");
            return null;
        }
    }

    /** Structured values come as YAML, also in one line of the environment. */
    static JsonNode structure(Found found) {
        return found.node() != null ? found.node() : Yaml.MAPPER.readTree(found.text());
    }

    static <T> T convert(JsonNode node, Class<T> type) {
        return Yaml.MAPPER.treeToValue(node, type);
    }

    static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    /** Made when first needed: most starts read no file, and it takes its time. */
    private static final class Yaml {
        static final YAMLMapper MAPPER = new YAMLMapper();
    }

    record Found(String text, @Nullable JsonNode node, String origin) {}

    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var above = row[j];
                var change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
