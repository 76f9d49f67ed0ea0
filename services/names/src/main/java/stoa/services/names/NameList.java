package stoa.services.names;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The words of one locale's names; a family name is {@code of a man/of a woman} where the two differ. */
record NameList(List<String> women, List<String> men, List<String> families) {

    /** Reads {@code <locale>.txt}: women, men, families, each a list with commas, a blank line between them. */
    static NameList of(String locale) throws IOException {
        try (var resource = Objects.requireNonNull(NameList.class.getResourceAsStream(locale + ".txt"), locale)) {
            var blocks = new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip().split("\n\n");
            return new NameList(words(blocks[0]), words(blocks[1]), words(blocks[2]));
        }
    }

    private static List<String> words(String block) {
        return List.of(block.replace('\n', ' ').split(", "));
    }

    /** A given name and a family name that fit each other. */
    String name(RandomGenerator random) {
        var man = random.nextBoolean();
        var given = man ? men : women;
        var forms = families.get(random.nextInt(families.size())).split("/");
        return given.get(random.nextInt(given.size())) + " " + forms[man ? 0 : forms.length - 1];
    }
}
