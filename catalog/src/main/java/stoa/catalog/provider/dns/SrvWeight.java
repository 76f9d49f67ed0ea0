package stoa.catalog.provider.dns;

/** The weight of an SRV record (0 to 65535) as that of an instance (1 to 1000). */
final class SrvWeight {
    private static final int MOST = 1000;

    private SrvWeight() {}

    /**
     * The weight itself where all fit, else in proportion to the heaviest. A record of weight 0 is to be chosen rarely, not
     * never: it becomes 1.
     */
    static int of(int weight, int heaviest) {
        var fitting = heaviest <= MOST ? weight : (int) Math.round((double) weight * MOST / heaviest);
        return Math.max(1, fitting);
    }
}
