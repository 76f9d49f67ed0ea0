package stoa.runtime;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Texts in YAML, and so in JSON, as plain values: maps, lists, texts, numbers, booleans. */
public final class Structures {
    private Structures() {}

    /**
     * What a text holds; null where it holds nothing.
     *
     * @throws IllegalArgumentException in words, with the line, for what is not YAML, holds a key twice, or goes on after its end
     */
    public static @Nullable Object read(String text) {
        try {
            var tree = Mapper.STRICT.readTree(text);
            return tree.isMissingNode() || tree.isNull() ? null : Mapper.STRICT.treeToValue(tree, Object.class);
        } catch (JacksonException e) {
            var at = e.getLocation();
            var line = at == null || at.getLineNr() < 1 ? "" : "line " + at.getLineNr() + ": ";
            throw new IllegalArgumentException(
                    "is not YAML or JSON: " + line + Settings.firstLine(e.getOriginalMessage()), e);
        }
    }

    /** Made when first needed. */
    private static final class Mapper {
        static final YAMLMapper STRICT = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    }
}
