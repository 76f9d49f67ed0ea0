package stoa.catalog.check;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Which statuses of an HTTP answer are well: {@code 2xx}, {@code 200}, {@code 200,204,3xx}. */
public final class Statuses {
    private static final Pattern ONE = Pattern.compile("[2-5](?:xx|\\d\\d)");
    private static final int MOST = 16;

    private final List<String> some;

    private Statuses(List<String> some) {
        this.some = some;
    }

    /** @throws IllegalArgumentException saying what is expected */
    public static Statuses parse(String text) {
        var some = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (some.size() > MOST || !some.stream().allMatch(one -> ONE.matcher(one).matches())) {
            throw new IllegalArgumentException("must be up to " + MOST
                    + " statuses from 200 to 599, or classes of them, with commas: 200,204,3xx");
        }
        return new Statuses(some);
    }

    boolean has(int status) {
        return some.stream().anyMatch(one -> one.endsWith("xx")
                ? one.charAt(0) - '0' == status / 100
                : Integer.parseInt(one) == status);
    }

    /** The written form, without spaces. */
    @Override
    public String toString() {
        return String.join(",", some);
    }
}
