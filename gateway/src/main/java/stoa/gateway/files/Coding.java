package stoa.gateway.files;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A compression that a file may lie beside in, as {@code app.js.br} beside {@code app.js}; the better one first. */
enum Coding {
    BR("br", ".br"), GZIP("gzip", ".gz");

    final String token;
    final String suffix;

    Coding(String token, String suffix) {
        this.token = token;
        this.suffix = suffix;
    }

    /**
     * The one that a client takes best, as its {@code Accept-Encoding} says (RFC 9110, section 12.5.3); empty where it would
     * rather have none, or says nothing that can be read.
     */
    static Optional<Coding> best(List<Coding> there, String accepted) {
        Optional<Coding> best = Optional.empty();
        // what is not named is taken as well, but nobody has asked for it
        var most = Math.max(0, weight(accepted, "identity"));
        for (var coding : there) {
            var weight = Math.max(weight(accepted, coding.token),
                    coding == GZIP ? weight(accepted, "x-gzip") : -1);
            var given = weight >= 0 ? weight : weight(accepted, "*");
            if (given > 0 && (best.isEmpty() ? given >= most : given > most)) {
                best = Optional.of(coding);
                most = given;
            }
        }
        return best;
    }

    /** In thousandths; -1 where it is not named. */
    private static int weight(String accepted, String token) {
        for (var member : accepted.split(",", -1)) {
            var parts = member.split(";", -1);
            if (parts[0].strip().equalsIgnoreCase(token)) {
                return parts.length == 1 ? 1000 : weight(parts[1].strip().toLowerCase(Locale.ROOT));
            }
        }
        return -1;
    }

    private static int weight(String parameter) {
        return parameter.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
                ? (int) Math.round(1000 * Double.parseDouble(parameter.substring(2)))
                : 0;
    }
}
