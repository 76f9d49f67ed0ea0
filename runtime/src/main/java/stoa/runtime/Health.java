package stoa.runtime;

import java.util.List;

/** The condition of one instance, with every reason. */
public record Health(Status status, boolean live, boolean ready, List<Check> checks) {

    public enum Status { OK, DEGRADED, DOWN }

    /** What a failing check means for its instance: a lost shared store degrades, it does not make unready. */
    public enum Weight {
        LIVENESS, READINESS, DEGRADES
    }

    /** One finding: what was looked at, whether it is well, and in words why not. */
    public record Check(String name, boolean ok, String detail, Weight weight) {
        public static Check ok(String name, String detail) {
            return new Check(name, true, detail, Weight.DEGRADES);
        }
    }

    /** Sums checks up: any failed liveness or readiness check is {@code DOWN}, any other failed one {@code DEGRADED}. */
    public static Health of(List<Check> checks) {
        var live = checks.stream().allMatch(c -> c.ok() || c.weight() != Weight.LIVENESS);
        var ready = live && checks.stream().allMatch(c -> c.ok() || c.weight() != Weight.READINESS);
        var well = checks.stream().allMatch(Check::ok);
        return new Health(!ready ? Status.DOWN : well ? Status.OK : Status.DEGRADED, live, ready, List.copyOf(checks));
    }
}
